"""Which published packages are carried, and which of their files go where."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
STATIC = ROOT / "web" / "static"
BROWSER_TESTS = ROOT / "tests" / "browser" / "vendor"
ICON_LIST = HERE / "icons.txt"
SPRITE = "vendor/tabler/icons.svg"


@dataclass(frozen=True)
class Package:
    """A published package: `files` and `licences` map a path inside it to a path below the collection's folder."""

    name: str
    licence: str
    purpose: str
    files: dict[str, str]
    licences: dict[str, str]


@dataclass(frozen=True)
class Collection:
    """Files kept below one folder, told by one manifest there; the `owned` folders hold nothing else."""

    folder: Path
    manifest: str
    owned: tuple[str, ...]
    packages: tuple[Package, ...]

    @property
    def manifest_path(self) -> Path:
        """Where the manifest lies."""
        return self.folder / self.manifest


SHIPPED = Collection(
    folder=STATIC,
    manifest="vendor/manifest.json",
    owned=("vendor", "fonts"),
    packages=(
        Package(
            name="@expo-google-fonts/noto-sans-sc",
            licence="OFL-1.1",
            purpose="Noto Sans SC: Chinese and Latin text in reports and charts",
            # Whole and unmodified: a person's name may hold a character that no common subset has.
            files={
                "400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC-Regular.ttf",
                "700Bold/NotoSansSC_700Bold.ttf": "fonts/NotoSansSC-Bold.ttf",
            },
            licences={"LICENSE_FONT": "fonts/OFL.txt"},
        ),
        Package(
            name="@tabler/icons",
            licence="MIT",
            purpose="Icons of the pages, drawn into one sprite",
            files={},
            licences={"LICENSE": "vendor/licences/tabler-icons.txt"},
        ),
        Package(
            name="htmx.org",
            licence="0BSD",
            purpose="Pages that change in place",
            files={"dist/htmx.min.js": "vendor/htmx/htmx.min.js"},
            licences={"LICENSE": "vendor/licences/htmx.txt"},
        ),
        Package(
            name="sortablejs",
            licence="MIT",
            purpose="Rows that are dragged to another place",
            files={"modular/sortable.core.esm.js": "vendor/sortablejs/sortable.js"},
            licences={"LICENSE": "vendor/licences/sortablejs.txt"},
        ),
        Package(
            name="swagger-ui-dist",
            licence="Apache-2.0",
            purpose="The page that documents the programming interface",
            files={
                "swagger-ui-bundle.js": "vendor/swagger-ui/swagger-ui-bundle.js",
                "swagger-ui.css": "vendor/swagger-ui/swagger-ui.css",
            },
            licences={
                "LICENSE": "vendor/licences/swagger-ui.txt",
                "NOTICE": "vendor/licences/swagger-ui-notice.txt",
                "swagger-ui-bundle.js.LICENSE.txt": "vendor/licences/swagger-ui-parts.txt",
            },
        ),
    ),
)

TESTING = Collection(
    folder=BROWSER_TESTS,
    manifest="manifest.json",
    owned=(".",),
    packages=(
        Package(
            name="axe-core",
            licence="MPL-2.0",
            purpose="Checks the pages for WCAG 2.2 AA in the browser tests; not part of the installed product",
            files={"axe.min.js": "axe.min.js"},
            licences={"LICENSE": "LICENSE.txt", "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt"},
        ),
    ),
)

COLLECTIONS = (SHIPPED, TESTING)
