CREATE TABLE gradebook_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO gradebook_version VALUES ('0001');
INSERT INTO classes (id, name) VALUES (1, 'docker-2026');
INSERT INTO students (id, class_id, roster_id, name, email, section) VALUES (1, 1, 's1', '', '', '');
INSERT INTO runs (id, uuid, class_id, kind, started, grader, command, exercises)
    VALUES (1, 'r1', 1, 'grade', '2026-12-01 12:00:00', '1', '', '["ex05"]');
INSERT INTO attempts (id, run_id, student_id, exercise, number, digest, host, started, seconds, recorded, status, cause, suite_hash, grader)
    VALUES (1, 1, 1, 'ex05', 1, 'd', 'ssh://h1', '2026-12-01 12:00:00', 1.5, '2026-12-01 12:00:00', 'error', 'ssh://h1 refuses connections.', '5', '1');
INSERT INTO verdicts (attempt_id, position, check_id, status, fraction, cause, seconds, facts)
    VALUES (1, 0, 'made', 'error', 0, 'The run is over.', 0.5, '[]');
INSERT INTO scores (id, attempt_id, run_id, verdicts_of, created, rubric_hash, points, max_score)
    VALUES (1, 1, 1, 1, '2026-12-01 12:00:00', '7', '{"made": null}', 100);
