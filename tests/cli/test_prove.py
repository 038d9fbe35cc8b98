def test_proving_an_unknown_case_is_wrong_use(call, mixed):
    code, _, err = call("prove", "ex01", "--course", mixed.root, "--case", "nobody")
    assert code == 2
    assert "ex01 has no case “nobody”" in err
    assert "untouched, solution" in err
