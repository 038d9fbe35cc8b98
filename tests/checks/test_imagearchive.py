"""Image archives as docker save and other tools write them, read where they lie."""

import gzip
import hashlib
import io
import json
import lzma
import tarfile

import pytest

from grader.checks.imagearchive import SavedImage, config_of, full_name, is_same, read_archive

CONFIG = {"config": {"Cmd": ["sh"]}, "rootfs": {"diff_ids": ["sha256:l1"]}}


class Archive:
    """An archive in the making."""

    def __init__(self, path):
        self.path = path
        self.files = {}

    def blob(self, content, *, end=""):
        """Add a blob; gives what an index says of it."""
        data = content if isinstance(content, bytes) else (json.dumps(content) + end).encode()
        digest = hashlib.sha256(data).hexdigest()
        self.files[f"blobs/sha256/{digest}"] = data
        return {"digest": f"sha256:{digest}", "size": len(data)}

    def image(self, *layers, config=None, end=""):
        """Add an image's blobs; gives what an index says of it."""
        entry = {"config": self.blob(config or CONFIG), "layers": [self.blob(layer) for layer in layers]}
        return self.blob(entry, end=end)

    def write(self, *, pack=lambda data: data, **files):
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w") as tar:
            for name, data in {
                **self.files,
                **{k.replace("_", "."): json.dumps(v).encode() for k, v in files.items()},
            }.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
        self.path.write_bytes(pack(content.getvalue()))
        return str(self.path)


def named(entry, name):
    return {**entry, "annotations": {"io.containerd.image.name": name}}


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "img.tar")


@pytest.fixture
def session(visit):
    return visit()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_dockers_own_layout_is_read(session, archive, pack):
    archive.files |= {"abc.json": b'{"rootfs": {"diff_ids": ["sha256:1"]}}', "l1/layer.tar": b"x"}
    manifest = [{"Config": "abc.json", "RepoTags": ["centos:latest"], "Layers": ["l1/layer.tar"]}]
    found = read_archive(session, archive.write(pack=pack, manifest_json=manifest))
    assert (found.is_images, found.is_whole, found.missing) == (True, True, ())
    assert found.images == {"centos:latest": SavedImage("abc.json", ("abc.json", "l1/layer.tar"))}


@pytest.mark.parametrize(
    "config", [b"{}", b"[]", b"", b'{"rootfs": {"diff_ids": []}}', b'{"rootfs": {"diff_ids": [1, 2]}}']
)
def test_a_manifest_whose_configuration_is_none_is_not_an_archive_of_images(session, archive, config):
    archive.files |= {"c.json": config, "l.tar": b"x"}
    manifest = [{"Config": "c.json", "RepoTags": ["centos:latest"], "Layers": ["l.tar"]}]
    assert not read_archive(session, archive.write(manifest_json=manifest)).is_images


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_an_oci_layout_is_read_once_per_level(session, archive, end):
    entries = [named(archive.image(b"a", config={"n": n}, end=end), f"docker.io/library/{n}:latest") for n in "xyz"]
    nested = archive.blob({"manifests": [archive.image(b"b"), {"digest": f"sha256:{'0' * 64}"}]})
    path = archive.write(index_json={"manifests": [*entries, named(nested, "docker.io/library/n:1")]})
    before = len(session._host.evidence.facts)
    found = read_archive(session, path)
    assert sorted(found.images) == ["n:1", "x:latest", "y:latest", "z:latest"]
    assert (found.is_images, found.is_whole, found.missing) == (True, True, ())
    readings = [fact for fact in session._host.evidence.facts[before:] if " -xO " in fact.command]
    assert len(readings) == 3, "the heads, the entries, what a nested index names"


def test_two_names_of_the_same_image_are_both_found(session, archive):
    one = archive.image(b"a")
    path = archive.write(index_json={"manifests": [named(one, "a/x:1"), named(one, "a/y:1")]})
    assert sorted(read_archive(session, path).images) == ["a/x:1", "a/y:1"]


def test_missing_files_are_named(session, archive):
    entry = named(archive.image(b"layer"), "a/x:1")
    gone = archive.blob(b"layer")["digest"].removeprefix("sha256:")
    del archive.files[f"blobs/sha256/{gone}"]
    found = read_archive(session, archive.write(index_json={"manifests": [entry]}))
    assert found.missing == (f"blobs/sha256/{gone}",)


@pytest.mark.parametrize(
    "index",
    [
        {"manifests": []},
        {"manifests": [{"digest": "sha256:../../etc/passwd"}]},
        {"manifests": [{"digest": f"sha256:{'0' * 64}"}]},
        {"manifests": {}},
        {"manifests": [None]},
    ],
)
def test_an_index_that_leads_to_no_image_is_not_an_archive_of_images(session, archive, index):
    assert not read_archive(session, archive.write(index_json=index)).is_images


def test_an_index_that_names_itself_is_not_followed_forever(session, archive):
    loop = {"manifests": [named(archive.blob({"manifests": [{"digest": f"sha256:{'1' * 64}"}] * 999}), "a/x:1")]}
    assert not read_archive(session, archive.write(index_json=loop)).is_images


def test_a_configuration_is_read_from_the_archive(session, archive):
    entry = named(archive.image(b"a"), "a/x:1")
    path = archive.write(index_json={"manifests": [entry]})
    assert config_of(session, path, read_archive(session, path).images["a/x:1"]) == CONFIG
    assert config_of(session, path, SavedImage("none.json", ())) == {}


def inspected(*layers, **settings):
    return {"RootFS": {"Layers": list(layers)}, "Config": settings}


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        (inspected("sha256:l1", Cmd=["sh"], Env=None, Labels={}), True),
        (inspected("sha256:l1", Cmd=["sh"], Hostname="x"), True),
        (inspected("sha256:l2", Cmd=["sh"]), False),
        (inspected("sha256:l1", Cmd=["sleep", "9"]), False),
        (inspected("sha256:l1", Cmd=["sh"], Entrypoint=["x"]), False),
        (inspected("sha256:l1", Cmd=["sh"], Env=["A=1"]), False),
        ({}, False),
    ],
)
def test_the_same_image_has_the_same_layers_and_settings(shown, same):
    assert is_same(CONFIG, shown) is same


def test_an_unreadable_image_is_the_same_as_none():
    assert not is_same({}, inspected())


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("centos", "centos:latest"),
        ("docker.io/library/centos:7", "centos:7"),
        ("localhost/centos", "centos:latest"),
        ("registry:5000/a/b", "registry:5000/a/b:latest"),
        ("a@sha256:1", "a@sha256:1"),
    ],
)
def test_all_ways_of_writing_an_images_name_give_one_name(name, full):
    assert full_name(name) == full


def test_an_image_has_the_digests_by_which_the_index_lists_it(archive, session):
    entry = archive.image(b"layer")
    config = json.loads(archive.files[f"blobs/sha256/{entry['digest'].removeprefix('sha256:')}"])["config"]["digest"]
    manifest = [{"Config": f"blobs/sha256/{config.removeprefix('sha256:')}", "RepoTags": ["centos:latest", "other:1"]}]
    index = {"manifests": [named(entry, "docker.io/library/centos:latest"), {"digest": "sha256:x"}, "garbage"]}
    found = read_archive(session, archive.write(manifest_json=manifest, index_json=index)).images
    assert found["centos:latest"].digests == (entry["digest"],)
    assert found["other:1"].digests == ()


@pytest.mark.parametrize("index", [{"manifests": None}, {"manifests": {}}, {"manifests": [{"annotations": 7}]}])
def test_an_odd_index_beside_a_manifest_adds_no_digests(archive, session, index):
    config = archive.blob(CONFIG)["digest"].removeprefix("sha256:")
    manifest = [{"Config": f"blobs/sha256/{config}", "RepoTags": ["centos:latest"]}]
    found = read_archive(session, archive.write(manifest_json=manifest, index_json=index)).images
    assert found["centos:latest"].digests == ()
