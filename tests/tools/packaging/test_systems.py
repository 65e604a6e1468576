"""What Windows and the Mac are told."""

import plistlib

import pytest

from tools.packaging import facts, systems


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2.0rc1", (1, 2, 0, 0)), ("2.0", (2, 0, 0, 0)), ("1.2.3.dev4", (1, 2, 3, 0))],
)
def test_a_version_is_four_numbers_to_windows(version, numbers):
    assert systems.numbers(version) == numbers


def test_the_version_resource_is_an_expression_that_pyinstaller_can_evaluate(tmp_path):
    path = tmp_path / "version.txt"

    systems.write_version_resource(path)

    def made(kind):
        return lambda *parts, **named: (kind, parts, named)

    kinds = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    told = str(eval(path.read_text(encoding="utf-8"), {kind: made(kind) for kind in kinds}))
    assert f"('ProductVersion', '{facts.VERSION}')" in told
    assert f"'filevers': {systems.numbers()}" in told


def test_the_mac_opens_drawings_models_and_pictures_with_it():
    plist = plistlib.loads(plistlib.dumps(systems.mac_properties()))

    opened = {kind for each in plist["CFBundleDocumentTypes"] for kind in each["LSItemContentTypes"]}
    declared = [*plist["UTExportedTypeDeclarations"], *plist["UTImportedTypeDeclarations"]]
    assert opened == {f"{facts.IDENTIFIER}.drawing", f"{facts.IDENTIFIER}.model", "public.image"}
    assert {each["UTTypeIdentifier"] for each in declared} == opened - {"public.image"}
