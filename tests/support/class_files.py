"""A class file and a roster for tests of how they are read."""

ROSTER = """student_id,username,email,host,extension,extension_ex07,due_ex04
s1,ada,ada@school.example,h1,,,
s2,bo,bo@school.example,evidence:records/s2.gz,2d,1h,2026-12-03T12:00
s3,,shared@school.example,h3,,,
s4,,shared@school.example,h4,,,
"""
ZONE = "timezone: Asia/Seoul\n"
