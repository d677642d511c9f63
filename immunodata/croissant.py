"""The dataset in the words of Croissant 1.0 (mlcommons.org/croissant): made from `datapackage.json`, for tools that
look for training data and for search engines, which read its upper part as schema.org.
"""

from __future__ import annotations

from typing import Any

VERSION = "http://mlcommons.org/croissant/1.0"
TYPES = {"string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean", "date": "sc:Date"}
TERMS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
CONTEXT: dict[str, Any] = {  # that of the standard
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in TERMS},
}


def croissant_record(package: dict[str, Any], *, cite_as: str) -> dict[str, Any]:
    """Return the Croissant record of a data package; paths are relative to the folder of `datapackage.json`."""
    created = package["created"][:10]
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        "name": package["name"],
        "alternateName": package["title"],
        "description": package["description"],
        "url": "./",
        "version": package["version"],
        "license": package["licenses"][0]["path"],
        "keywords": package["keywords"],
        "creator": [{"@type": "sc:Organization", "name": maker["title"]} for maker in package["contributors"]],
        "datePublished": created,
        "dateModified": created,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "citeAs": cite_as,
        "distribution": [_file(resource) for resource in package["resources"]],
        "recordSet": [_records(resource) for resource in package["resources"]],
    }


def _file(resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"].rpartition("/")[2],
        "description": resource["title"] + ".",
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": resource["mediatype"],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _records(resource: dict[str, Any]) -> dict[str, Any]:
    name, schema = resource["name"], resource["schema"]
    points = {  # a table that refers to itself would make readers of the standard run in circles
        key["fields"][0]: f"{key['reference']['resource']}/{key['reference']['fields'][0]}"
        for key in schema["foreignKeys"]
        if key["reference"]["resource"]
    }
    caution = f" {resource['description']}" if "description" in resource else ""
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{resource['title']}. Blank: {schema['missingValues'][0]['label']}; never zero.{caution}",
        "key": [{"@id": f"{name}/{column}"} for column in schema["primaryKey"]],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field['name']}",
                "name": field["name"],
                "description": field["description"],
                "dataType": TYPES[field["type"]],
                "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": field["name"]}},
                **({"references": {"field": {"@id": points[field["name"]]}}} if field["name"] in points else {}),
            }
            for field in schema["fields"]
        ],
    }
