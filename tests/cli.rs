//! Transcripts: what is typed and what is seen. `TRYCMD=overwrite cargo test --test cli` accepts what changed.

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cli/*.md");
}
