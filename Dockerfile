# The dashboard as a container; how to host it, and several of it at once: docs/hosting.md
#   docker build -t immunodata .
#   docker run --read-only --tmpfs /tmp -p 8501:8501 immunodata --allow-host charts.example.org
FROM python:3.11-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /src
COPY pyproject.toml README.md LICENSE LICENSE-DATA constraints.txt ./
COPY data/datapackage.json data/
COPY data/tables data/tables
COPY immunodata immunodata
# The pinned versions, and of them only what the dashboard needs; compiled, since the final image is read-only.
RUN uv build --quiet --wheel --out-dir /dist \
    && uv venv --quiet /app \
    && uv pip install --quiet --python /app --no-cache --compile-bytecode \
        --constraints constraints.txt "$(ls /dist/*.whl)[app]"

FROM python:3.11-slim
RUN useradd --system --no-create-home --shell /usr/sbin/nologin immunodata
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
WORKDIR /tmp
USER immunodata
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/healthz', timeout=2)"]
ENTRYPOINT ["immunodata", "serve", "--host", "0.0.0.0", "--port", "8501"]
