//! `maquette links` from end to end: a project, a server on the loopback interface, and what becomes of both.

#![allow(clippy::disallowed_methods, reason = "these tests write projects and run the program in them")]

mod server;

use server::{Act, Ask, Script, Server, answer, html, redirect};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A project in a folder of its own, which is removed at the end.
struct Project(PathBuf);

impl Project {
    fn new(name: &str, files: &[(&str, String)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("links-{name}"));
        let _ = fs::remove_dir_all(&folder);
        let project = Project(folder);
        project.write(
            "book.toml",
            "[book]\nlanguage = \"en\"\n[output.maquette.links]\nretries = 0\ngap = \"0ms\"\nexclude = ['amazon']\n",
        );
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("the machine lets us")).expect("the machine lets us");
        fs::write(path, text).expect("the machine lets us");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).expect("the machine lets us")
    }

    /// Runs the program in the project; the machine's own proxies have no part in it.
    fn run(&self, arguments: &[&str]) -> Told {
        let mut command = Command::new(env!("CARGO_BIN_EXE_maquette"));
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            command.env_remove(name);
        }
        Told::of(&command.args(arguments).current_dir(&self.0).output().expect("the machine lets us"))
    }

    fn git(&self, arguments: &[&str]) {
        let who = ["-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "commit.gpgsign=false"];
        let output = Command::new("git")
            .args(who)
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .expect("the machine lets us");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Told {
    code: Option<i32>,
    out: String,
    messages: String,
}

impl Told {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Told { code: output.status.code(), out: text(&output.stdout), messages: text(&output.stderr) }
    }

    /// The rule and the place of each problem, as the JSON report has them.
    fn problems(&self) -> Vec<String> {
        let report: serde_json::Value = serde_json::from_str(&self.out).expect(&self.messages);
        let problems = report["diagnostics"].as_array().expect("the machine lets us").iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        problems.map(|it| format!("{}:{} {}", text(&it["file"]), it["line"], text(&it["rule"]))).collect()
    }
}

/// One host, whose pages are told apart by their paths.
fn pages(_: &str) -> Option<Script> {
    Some(|ask: &Ask| -> Vec<Act> {
        let here = format!("http://127.0.0.1:{}", ask.port);
        match ask.path.as_str() {
            "/old" => redirect(301, &format!("{here}/new")),
            "/old?a=1,2" => redirect(308, &format!("{here}/new?a=(1),'2'")),
            "/chain" => redirect(301, &format!("{here}/old")),
            "/braces" => redirect(301, "/new?{{x y}}{region}"),
            "/for-now" => redirect(302, &format!("{here}/new")),
            "/gone" => answer(410, &[], b""),
            "/flaky" if ask.before > 0 => answer(500, &[], b""),
            path if path.starts_with("/new") || path == "/flaky" => html(&format!(
                "<title>Page</title><h1 id=part>{path}</h1><p>A page like any other, with words on it."
            )),
            _ => answer(404, &[], b""),
        }
    })
}

/// A project in which links are written in every way there is.
fn odd(at: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "content/catalog/a.yaml",
            format!(
                "# {at}/old stays as it is here\nregions:\n  r-a-1: Region   # odd\ncategories: {{ c: C }}\nservices:\n  \
                 plain:\n    name: \"Plain\"\n    category: c\n    presentation: {at}/old   # why: {at}/old\n    \
                 console: {{ global: '{at}/old', }}\n  double: {{ name: D, category: c, \
                 presentation: \"{at}/chain\", console: none }}\n  flow: {{ name: F, category: c, presentation: none, \
                 console: \"{at}/old?a=1,2\" }}\n  text:\n    name: T\n    category: c\n    presentation: none\n    \
                 console: none\n    summary: >-\n      Folded [text]({at}/old)\n      and more.\n"
            ),
        ),
        (
            "content/en/index.md",
            format!(
                "# Home\r\n\r\nSee [a]({at}/old), [b](<{at}/old> \"title\"), <{at}/old>, [c][d] and `{at}/old`.\r\n\r\n\
                 | [t]({at}/old) |\r\n|---|\r\n\r\n<a href='{at}/old'>raw</a> [now]({at}/for-now)\r\n\r\n\
                 [d]: {at}/old 'x'\r\n\r\n[in]\
                 (https://signin.aws.amazon.com/oauth?redirect_uri=https%3A%2F%2Fconsole.aws.amazon.com%2Fiam%2F)\r\n"
            ),
        ),
    ]
}

#[test]
fn fixing_changes_the_bytes_of_links_and_nothing_else() {
    let server = Server::start(pages);
    let at = format!("http://127.0.0.1:{}", server.port());
    let project = Project::new("fix", &odd(&at));
    let before: Vec<(&str, String)> = odd(&at);
    let fix = ["links", "--allow-private", "--fix"];
    let dry = project.run(&["links", "--allow-private", "--fix", "--dry-run"]);
    assert_eq!(dry.code, Some(0), "{}", dry.messages);
    assert!(
        dry.out.contains("--- a/content/catalog/a.yaml") && dry.out.contains("+++ b/content/en/index.md"),
        "{}",
        dry.out
    );
    for (path, text) in &before {
        assert_eq!(&project.read(path), text, "a dry run changes nothing");
    }
    let told = project.run(&fix);
    assert_eq!(told.code, Some(0), "{}\n{}", told.messages, told.out);
    for (path, text) in &before {
        let stays =
            ["# why: ", "# ", "`"].map(|before| (format!("{before}{at}/old"), format!("{before}{at}/KEPT")));
        let mut expected = stays.iter().fold(text.clone(), |text, (from, to)| text.replace(from, to));
        expected = expected.replace(&format!("{at}/old?a=1,2"), &format!("{at}/new?a=%281%29%2C%272%27"));
        expected = expected.replace(&format!("{at}/old"), &format!("{at}/new"));
        expected = expected.replace(&format!("{at}/chain"), &format!("{at}/new"));
        expected = expected.replace("/KEPT", "/old");
        let pasted =
            "https://signin.aws.amazon.com/oauth?redirect_uri=https%3A%2F%2Fconsole.aws.amazon.com%2Fiam%2F";
        expected = expected.replace(pasted, "https://console.aws.amazon.com/iam/");
        assert_eq!(project.read(path), expected, "{path}: {}", told.messages);
    }
    let after: Vec<String> = before.iter().map(|(path, _)| project.read(path)).collect();
    let again = project.run(&fix);
    assert!(again.messages.contains("0 links in 0 files changed"), "{}", again.messages);
    assert_eq!(before.iter().map(|(path, _)| project.read(path)).collect::<Vec<_>>(), after);
}

#[test]
fn nothing_that_a_server_says_makes_a_source_unreadable() {
    let server = Server::start(pages);
    let at = format!("http://127.0.0.1:{}", server.port());
    let catalog = format!(
        "categories: {{ c: C }}\nservices:\n  a: {{ name: A, category: c, console: none, presentation: {{ en: {at}/braces }} }}\n"
    );
    let page = format!("# A\n\n[x]({at}/braces) [y]({at}/old \"{at}/old\")\n");
    let project =
        Project::new("braces", &[("content/catalog/a.yaml", catalog), ("content/en/index.md", page)]);
    let told = project.run(&["links", "--allow-private", "--fix"]);
    assert_eq!(told.code, Some(0), "{}{}", told.messages, told.out);
    let braces = format!("{at}/new?%7B%7B");
    assert!(
        project.read("content/catalog/a.yaml").contains(&braces),
        "{}",
        project.read("content/catalog/a.yaml")
    );
    let page = project.read("content/en/index.md");
    assert!(page.contains(&braces) && page.contains(&format!("[y]({at}/new \"{at}/old\")")), "{page}");
    let again = project.run(&["links", "--allow-private", "--fix", "--deny", "warnings"]);
    assert_eq!(again.code, Some(0), "{}{}", again.messages, again.out);
    assert!(again.messages.contains("0 links in 0 files changed"), "{}", again.messages);
}

#[test]
fn an_address_is_asked_once_and_told_at_each_place() {
    let server = Server::start(pages);
    let at = format!("http://127.0.0.1:{}", server.port());
    let page =
        format!("# A\n\n[x]({at}/gone) [y]({at}/gone#part)\n\n[z]({at}/new#part) [w]({at}/new#lacks)\n");
    let project = Project::new("once", &[("content/en/index.md", page)]);
    let told = project.run(&["links", "--allow-private", "--format", "json"]);
    assert_eq!(told.code, Some(1), "{}", told.messages);
    assert_eq!(
        told.problems(),
        [
            "content/en/index.md:3 link/dead",
            "content/en/index.md:3 link/dead",
            "content/en/index.md:5 link/dead"
        ]
    );
    assert!(told.messages.contains("4 outside addresses: 1 alive, 3 dead"), "{}", told.messages);
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|ask| ask.path == "/gone").count(), 1);
    assert_eq!(asked.iter().filter(|ask| ask.path == "/new").count(), 1);
}

#[test]
fn private_addresses_are_asked_only_if_that_is_allowed() {
    let server = Server::start(pages);
    let page = format!("# A\n\n[x](http://127.0.0.1:{}/gone)\n", server.port());
    let project = Project::new("private", &[("content/en/index.md", page)]);
    let told = project.run(&["links"]);
    assert_eq!((told.code, server.asked().len()), (Some(0), 0), "{}", told.messages);
    assert!(told.messages.contains("1 excluded"), "{}", told.messages);
}

#[test]
fn what_was_alive_lately_vouches_for_what_cannot_be_reached() {
    let server = Server::start(pages);
    let page = format!("# A\n\n[x](http://127.0.0.1:{}/flaky)\n", server.port());
    let project = Project::new("vouch", &[("content/en/index.md", page)]);
    let links = ["links", "--allow-private", "--refresh", "--deny", "warnings"];
    let told = project.run(&links);
    assert!(told.messages.contains("1 alive"), "{}", told.messages);
    let kept = project.read(".maquette/links.json");
    assert!(project.run(&["links", "--allow-private"]).messages.contains("1 alive"));
    assert_eq!(
        project.read(".maquette/links.json"),
        kept,
        "what need not be asked leaves the cache as it is"
    );
    assert_eq!(server.asked().len(), 1);
    let told = project.run(&links);
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""), "{}", told.messages);
    assert!(told.messages.contains("1 unreachable now, alive lately"), "{}", told.messages);
    fs::remove_dir_all(project.0.join(".maquette")).unwrap();
    let told = project.run(&["links", "--allow-private", "--deny", "warnings", "--format", "json"]);
    assert_eq!(told.problems(), ["content/en/index.md:3 link/unreachable"]);
    assert_eq!(told.code, Some(0), "what cannot be known fails no run");
    let asked = server.asked().len();
    let told = project.run(&["links", "--cache-only", "--allow-private"]);
    assert!(told.messages.contains("1 unreachable"), "{}", told.messages);
    assert_eq!(server.asked().len(), asked);
}

#[test]
#[cfg(unix)]
fn the_cache_stays_in_the_project_and_apart_from_its_sources() {
    let outside = Path::new(env!("CARGO_TARGET_TMPDIR")).join("links-outside");
    fs::create_dir_all(&outside).unwrap();
    let project = Project::new("cache", &[("content/en/index.md", "# A\n".to_owned())]);
    std::os::unix::fs::symlink(&outside, project.0.join(".maquette")).unwrap();
    let told = project.run(&["links"]);
    assert_eq!(told.code, Some(2));
    assert!(told.messages.contains("leads out of the project"), "{}", told.messages);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
    project.write(
        "book.toml",
        "[book]\nlanguage = \"en\"\n[output.maquette.links]\ncache = \"content/en/index.md\"\n",
    );
    assert_eq!(project.run(&["links"]).code, Some(2));
    assert_eq!(project.read("content/en/index.md"), "# A\n");
    project.write("package.json", "{ \"name\": \"x\" }\n");
    project
        .write("book.toml", "[book]\nlanguage = \"en\"\n[output.maquette.links]\ncache = \"package.json\"\n");
    let told = project.run(&["links"]);
    assert!(told.code == Some(2) && told.messages.contains("is no cache of addresses"), "{}", told.messages);
    assert_eq!(project.read("package.json"), "{ \"name\": \"x\" }\n");
}

#[test]
fn only_links_on_changed_lines_are_judged() {
    let server = Server::start(pages);
    let at = format!("http://127.0.0.1:{}", server.port());
    let page = |end: &str| format!("# A\n\n[x]({at}/gone)\n\n[in](nowhere.md)\n{end}");
    let project = Project::new("changed", &[("content/en/index.md", page(""))]);
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "first"]);
    project.write("content/en/index.md", &page(&format!("\n[y]({at}/lost) [in](nothing.md)\n")));
    project.write("content/en/new é.md", &format!("# New\n\n[z]({at}/gone)\n"));
    // Nothing that the repository names is run.
    let ran = project.0.join("ran");
    project.write(".gitattributes", "*.md filter=f diff=f\n");
    project.git(&["config", "filter.f.clean", &format!("touch '{}'; cat", ran.display())]);
    project.git(&["config", "diff.f.textconv", &format!("touch '{}'; cat", ran.display())]);
    let told = project.run(&["links", "--allow-private", "--changed-since", "HEAD", "--format", "json"]);
    assert!(!ran.exists());
    assert_eq!(
        told.problems(),
        [
            "content/en/index.md:7 link/dead",
            "content/en/index.md:7 link/dead",
            "content/en/new é.md:3 link/dead"
        ],
        "{}",
        told.messages
    );
    let told = project.run(&["links", "--changed-since", "nowhere"]);
    assert_eq!(told.code, Some(2));
    assert!(told.messages.contains("cannot tell what changed since `nowhere`"), "{}", told.messages);
}

#[test]
fn links_of_templates_and_styles_are_judged_where_they_are_written() {
    let server = Server::start(pages);
    let at = format!("http://127.0.0.1:{}", server.port());
    let template = "{% extends \"base.html\" %}\n{% block main %}<img src=\"{{ links.assets }}lost.png\" alt=\"\">\n\
                    <a href=\"AT/gone\">x</a>{{ super() }}{% endblock %}\n";
    let project = Project::new(
        "theme",
        &[
            (
                "content/en/index.md",
                "# A\n\n<img src=\"b.png\" srcset=\"lost-2.png 2x\" alt=\"\">\n".to_owned(),
            ),
            ("content/en/b.png", String::new()),
            ("content/en/c.md", format!("# C\n\n[x]({at}/gone)\n")),
            ("themes/default/templates/home.html", template.replace("AT", &at)),
            (
                "themes/default/assets/more.css",
                format!("a {{ b: url(lost.woff) }}\nc {{ d: url({at}/gone) }}\n"),
            ),
        ],
    );
    let told = project.run(&["links", "--allow-private", "--format", "json"]);
    let problems = told.problems();
    for expected in [
        "themes/default/templates/home.html:2 link/dead",
        "themes/default/templates/home.html:3 link/dead",
        "themes/default/assets/more.css:1 link/dead",
        "themes/default/assets/more.css:2 link/dead",
        "content/en/index.md:3 link/dead",
        "content/en/c.md:3 link/dead",
    ] {
        assert!(problems.iter().any(|problem| problem == expected), "{expected} is not among {problems:#?}");
    }
    assert_eq!(problems.len(), 6, "{problems:#?}");
}
