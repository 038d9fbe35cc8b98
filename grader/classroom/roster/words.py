"""The headers of columns in Moodle's language packs, other platforms, registrars' systems, and common words."""

from __future__ import annotations

import re
import unicodedata

# The headers for each meaning, the most reliable first; spaces, case and punctuation are ignored.
NAMES: dict[str, tuple[str, ...]] = {
    "canvas_id": ("canvas id", "canvas user id"),
    "id": (
        *("student id", "student no", "student number", "학번", "학생 번호", "교번", "matriculation number"),
        *("Matrikelnummer", "Matrikelnr.", "Matr.-Nr.", "mtknr", "OrgDefinedId", "SIS User ID", "SID", "Banner ID"),
        *("Roll No", "Roll number", "Reg. No.", "Registration number", "Enrollment No"),
        *("Enrolment No", "EmplID", "UIN", "Student ID number", "Matriculation No.", "Matric No.", "Matric number"),
        *("Registration No.", "Index number", "Immatrikulationsnummer", "Numéro d'étudiant", "N° étudiant"),
        *("Número de matrícula", "Nº de matrícula", "Matrícula", "Matricola", "Numer albumu", "Nr albumu"),
        *("Studentnummer", "Studentnr.", "Studienummer", "Opiskelijanumero"),
        *("学籍番号", "学生番号", "학생 ID", "学号", "學號"),
        # From here on those of Moodle's language packs:
        *("ID number", "id 번호", "ID-Nummer", "Numéro d'identification", "Número de ID", "Numero ID"),
        *("Codice identificativo", "Número de identificação", "Número de identificação (ID)"),
        *("Código de identificação", "Nummer (ID)", "ID-nummer", "Numer ID", "IDナンバー", "IDナンバ", "ID号码"),
        *("ID号", "識別號碼", "Número ID", "Индивидуальный номер", "ID"),
    ),
    "name": (
        *("name", "full name", "student name", "display name", "이름", "성명", "성함", "학생 이름", "student"),
        # From here on those of Moodle's language packs:
        *("사용자 성명", "이용자 성명", "전체 이름", "Vollständiger Name", "Nom complet"),
        *("Nom complet de l'utilisateur",),
        *("Nombre completo", "Nombre completo del usuario", "Nome completo", "Nome completo dell'utente"),
        *("Nome completo do utilizador", "Volledige naam", "Volledige naam van de gebruiker", "Imię i nazwisko"),
        *("Pełna nazwa", "フルネーム", "ユーザフルネーム", "氏名", "全名", "用户全名", "姓名", "Полное имя"),
        *("nom", "nombre", "nome", "naam", "名前", "名字"),
    ),
    "first_name": (
        *("first name", "given name", "forename", "FIRST_NAME_OF_STUDENT", "Vorname", "Prénom"),
        *("Voornaam", "Imię", "Имя"),
    ),
    "last_name": (
        *("last name", "surname", "family name", "FAMILY_NAME_OF_STUDENT", "Nachname"),
        *("Familienname", "성", "Nom de famille", "Apellido(s)"),
        *("Apellido", "Cognome", "Apelido", "Sobrenome", "Achternaam", "Nazwisko", "姓", "姓氏", "Фамилия"),
    ),
    "email": (
        *("email", "email address", "e-mail", "mail", "이메일", "이메일 주소", "메일", "전자우편"),
        *("E-Mail-Adresse", "Adresse de courriel", "Courriel", "Adresse e-mail", "Dirección de correo"),
        *("Dirección de correo electrónico", "Correo electrónico", "Indirizzo email", "Endereço de email"),
        *("Endereço de correio eletrónico", "E-mailadres", "Adres e-mail", "メールアドレス", "电子邮件地址"),
        *("电子邮件", "電子郵件", "Адрес электронной почты"),
    ),
    "host": (
        *("host", "hostname", "host url", "machine", "server", "호스트", "호스트명", "서버", "머신"),
        *("ip", "ip address", "host ip", "public ip", "아이피", "IP 주소", "공인 IP", "공인 IP 주소", "vm", "vm name"),
    ),
    "port": ("port", "ssh port", "포트"),
    "ssh_user": ("ssh user", "host user", "ssh login"),
    "section": (
        *("section", "sections", "group", "groups", "class", "Gruppe", "Gruppen", "분반", "반", "모둠"),
        *("조", "팀", "그룹"),
        *("Groupe", "Groupes", "Grupo", "Grupos", "Gruppo", "Gruppi", "Groep", "Groepen", "Grupa", "Grupy"),
        *("グループ", "小组", "群組", "Группа", "Группы"),
    ),
    "username": (
        *("username", "login", "login id", "SIS Login ID", "아이디", "사용자명", "사용자 아이디", "계정"),
        *("사용자 ID", "User ID", "UID", "Nutzername", "Nutzernamen", "Anmeldename", "Benutzername"),
        *("NetID", "uniqname", "Benutzerkennung", "Nom d'utilisateur", "Identifiant", "Nombre de usuario"),
        *("Nome utente", "Nome de utilizador", "Nome de usuário", "Gebruikersnaam", "Nazwa użytkownika"),
        *("ユーザ名", "用户名", "帳號", "Логин"),
    ),
    "sis_id": ("sis id", "SIS User ID"),
    "extension": ("extension", "연장"),
    "due": ("due",),
}  # fmt: skip
# Words for a full name that mean half of it next to the other half.
FIRST_BESIDE_LAST = ("이름", "명", "nombre", "nome", "名", "名前", "名字")
LAST_BESIDE_FIRST = ("name", "nom", "naam")
_FIRST_WITH_SUCH_A_LAST = ("Vorname", "Prénom", "Voornaam")
ROLES = ("role", "roles", "Rolle", "Rollen", "역할", "Rôle", "Rôles", "rol", "ruolo", "papel", "ロール", "角色")

_GLOSS = re.compile(r"\s*([(\[（［][^)\]）］]*[)\]）］]|/.*)\s*$", re.DOTALL)


def key_of(header: str) -> str:
    """A header in the form in which headers are compared."""
    text = unicodedata.normalize("NFKC", header).casefold()
    return re.sub(r"[\W_]+", "", text.replace("#", " no "))


KNOWN = frozenset(key_of(name) for names in NAMES.values() for name in names)
ROLE_KEYS = frozenset(map(key_of, ROLES))


def names_for(keys: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The headers for each meaning in a file with these keys."""
    names = dict(NAMES)
    if {"sisuserid", "sisloginid"} & keys:  # in a Canvas file, “ID” is the number that Canvas itself uses
        names["canvas_id"] = (*names["canvas_id"], "ID")
    if "githubusername" in keys:  # a roster of GitHub Classroom; elsewhere this may be a number of one assignment
        names["id"] = (*names["id"], "identifier")
    for other, meaning, halves in (
        (NAMES["last_name"], "first_name", FIRST_BESIDE_LAST),
        (_FIRST_WITH_SUCH_A_LAST, "last_name", LAST_BESIDE_FIRST),
    ):
        if keys & set(map(key_of, other)):
            names[meaning] = (*names[meaning], *halves)
            names["name"] = tuple(name for name in names["name"] if name not in halves)
    return names


def without_gloss(header: str) -> str:
    """A header without a gloss: `학번` for `학번(ID)` and `학번/ID`."""
    return _GLOSS.sub("", header)
