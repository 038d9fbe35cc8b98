def test_proving_an_unknown_case_is_wrong_use(call, mixed):
    code, _, err = call("prove", "ex01", "--course", mixed.root, "--case", "nobody")
    assert code == 2
    assert "ex01 has no case “nobody”" in err
    assert "untouched, solution" in err


def test_mutants_of_kept_evidence_need_no_host_and_a_check_that_kills_none_ends_with_1(call, mixed):
    mixed.write('def test_sleeps(session):\n    session.run("uname -n")\n')
    (mixed.folder / "mutants").mkdir()
    mixed.run().evidence.write(mixed.folder / "mutants" / "solution.gz")
    code, out, _ = call("prove", "ex01", "--course", mixed.root, "--mutants")
    assert code == 1
    assert "sleeps passes whatever is changed" in out
