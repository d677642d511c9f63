"""`python -m immunodata.cli`."""

import sys

from immunodata.cli import main

sys.exit(main())
