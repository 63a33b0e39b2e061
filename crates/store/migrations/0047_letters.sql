-- Wordings of letters that an operator has written, in place of the built-in ones; without a subject and a text the built-in one counts again.
CREATE TABLE letter_wording (
    kind {text} NOT NULL,
    language {text} NOT NULL CHECK ({one_of language 'zh-CN' 'en' 'ja' 'ko'}),
    version {i64} NOT NULL,
    subject {text},
    text {text},
    author {i64} NOT NULL REFERENCES user_account (id),
    at {i64} NOT NULL,
    PRIMARY KEY (kind, language, version)
) {clustered};

-- Which version counts now.
CREATE TABLE letter_wording_current (
    kind {text} NOT NULL,
    language {text} NOT NULL CHECK ({one_of language 'zh-CN' 'en' 'ja' 'ko'}),
    version {i64} NOT NULL,
    PRIMARY KEY (kind, language)
) {clustered};
