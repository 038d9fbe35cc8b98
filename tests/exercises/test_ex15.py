"""ex15: commands of images as people set them."""

import pytest


@pytest.mark.parametrize(
    "command",
    [["/bin/bash"], ["bash"], ["sh", "-i"], ["/bin/bash", "-l"], ["/bin/bash", "--login"]],
)
def test_a_shell_alone(suite, command):
    assert suite("ex15").is_shell(command)


@pytest.mark.parametrize("command", [["bash", "-c", "httpd"], ["sh", "/start.sh"], ["httpd"], ["bash", "-lc", "httpd"]])
def test_more_than_a_shell(suite, command):
    assert not suite("ex15").is_shell(command)


@pytest.mark.parametrize(
    ("command", "steps"),
    [
        (["/usr/sbin/httpd", "-D", "FOREGROUND"], ["httpd -D FOREGROUND"]),
        (["/bin/sh", "-c", "exec httpd -DFOREGROUND"], ["httpd -DFOREGROUND"]),
        (
            ["sh", "-c", "yum install -y httpd && /usr/sbin/httpd; sleep 9 &"],
            ["yum install -y httpd", "httpd", "sleep 9"],
        ),
        (["bash", "-lc", "httpd"], ["httpd"]),
        (["bash", "/start.sh", "80"], ["/start.sh 80"]),
        (["nginx", "-g", "daemon off;"], ["nginx -g daemon off;"]),
        (["sh", "-c", ""], []),
    ],
)
def test_a_command_line_is_split_into_its_commands(suite, command, steps):
    assert suite("ex15").programs(command) == steps


@pytest.mark.parametrize(
    "step",
    [
        "httpd",
        "httpd -k start",
        "apachectl start",
        "apachectl",
        "service httpd start",
        "systemctl start httpd",
        "nginx",
    ],
)
def test_what_starts_a_server_in_the_background(suite, step):
    assert suite("ex15").BACKGROUND.search(step)


@pytest.mark.parametrize(
    "step",
    [
        "httpd -D FOREGROUND",
        "httpd -DFOREGROUND",
        "httpd -X",
        "apache2 -DNO_DETACH -k start",
        "apachectl -D FOREGROUND",
        "nginx -g daemon off;",
        "httpd-foreground",
        "python3 -m http.server 80",
        "busybox httpd -f",
    ],
)
def test_what_stays_in_the_foreground(suite, step):
    assert not suite("ex15").BACKGROUND.search(step)


@pytest.mark.parametrize("page", ["<title>Test Page for the HTTP Server on CentOS</title>", "<h1>Testing 123..</h1>"])
def test_the_server_s_own_test_page(suite, page):
    assert suite("ex15").TEST_PAGE.search(page)


def test_an_error_page_is_not_a_test_page(suite):
    assert not suite("ex15").TEST_PAGE.search(
        "<h1>Forbidden</h1><p>You don't have permission to access this resource.</p>"
    )
