//! Text people wrote → HTML that can do nothing: Markdown or plain text in, an allow-list of tags out.
//!
//! Raw HTML in Markdown is shown as text, headings move below the page's own, pictures become links (nothing is
//! loaded from elsewhere), links go to the web, mail or a telephone only. Whatever was produced passes the sanitiser
//! last, so that a mistake before it is harmless. Relative links are dropped: a message never points into the product.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use comrak::nodes::NodeValue;
use comrak::{Arena, Options, format_html, parse_document};
use minijinja::HtmlEscape;

/// Longer text, and text nested deeper, is shown plain: parsing it costs more than it can tell.
const MARKDOWN_BYTES: usize = 256 * 1024;
const QUOTE_DEPTH: usize = 32;

const TAGS: &[&str] = &[
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.iter().copied().collect())
        .generic_attributes(HashSet::new())
        .clean_content_tags(["script", "style"].into_iter().collect())
        .add_tag_attributes("a", ["href"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow ugc"));
    builder
});

/// Sanitised HTML of a message body by its format code; anything that is not `markdown` is plain text.
pub fn body_html(body: &str, format: &str) -> String {
    if format == "markdown" {
        markdown_html(body)
    } else {
        text_html(body)
    }
}

/// What the sanitiser lets through of any HTML.
pub fn html_clean(html: &str) -> String {
    SANITISER.clean(html).to_string()
}

/// Markdown (with tables, strike-through and bare links) as sanitised HTML.
pub fn markdown_html(markdown: &str) -> String {
    if markdown.len() > MARKDOWN_BYTES || nested_deeply(markdown) {
        return text_html(markdown);
    }
    let options = markdown_options();
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options);
    for node in root.descendants() {
        let mut data = node.data.borrow_mut();
        match &mut data.value {
            NodeValue::Heading(heading) => heading.level = (heading.level + 2).min(6),
            NodeValue::Image(link) => {
                let link = std::mem::take(link);
                data.value = NodeValue::Link(link);
            }
            _ => {}
        }
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    match format_html(root, &options, &mut html) {
        Ok(()) => SANITISER.clean(&html).to_string(),
        Err(_) => text_html(markdown),
    }
}

/// Plain text as sanitised HTML: paragraphs, line breaks, and links made of bare web addresses.
pub fn text_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    for paragraph in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
        html.push_str("<p>");
        for (index, line) in paragraph.lines().enumerate() {
            if index > 0 {
                html.push_str("<br>");
            }
            push_linked(&mut html, line);
        }
        html.push_str("</p>");
    }
    SANITISER.clean(&html).to_string()
}

fn markdown_options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.cjk_friendly_emphasis = true;
    options.render.hardbreaks = true;
    options.render.escape = true;
    options
}

/// Quotes and lists nest by the characters a line begins with; each level is a level of the tree and of the HTML.
fn nested_deeply(markdown: &str) -> bool {
    let marks = |line: &str| {
        let head = line
            .chars()
            .take_while(|c| matches!(c, '>' | ' ' | '\t' | '-' | '*' | '+'));
        head.filter(|c| !c.is_whitespace()).count()
    };
    let indent = |line: &str| line.chars().take_while(|c| c.is_whitespace()).count() / 2;
    markdown.lines().any(|line| {
        let rule = line.trim().chars().all(|c| matches!(c, '-' | '*' | '+' | ' '));
        (marks(line) > QUOTE_DEPTH && !rule) || indent(line) > 4 * QUOTE_DEPTH
    })
}

fn push_linked(html: &mut String, line: &str) {
    let mut rest = line;
    while let Some(start) = next_address(rest) {
        let (before, tail) = rest.split_at(start);
        let (address, after) = tail.split_at(address_length(tail));
        html.push_str(&HtmlEscape(before).to_string());
        let address = HtmlEscape(address).to_string();
        html.push_str(&format!("<a href=\"{address}\">{address}</a>"));
        rest = after;
    }
    html.push_str(&HtmlEscape(rest).to_string());
}

fn next_address(text: &str) -> Option<usize> {
    [text.find("https://"), text.find("http://")]
        .into_iter()
        .flatten()
        .min()
}

/// An address ends at white space, a quote, a bracket or full-width punctuation, and never with a comma or stop.
fn address_length(text: &str) -> usize {
    let ends = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '\'' | '`' | '(' | ')')
            || ('\u{3000}'..='\u{303f}').contains(&c)
            || ('\u{ff00}'..='\u{ff20}').contains(&c)
    };
    let end = text.find(ends).unwrap_or(text.len());
    text.get(..end)
        .unwrap_or(text)
        .trim_end_matches(['.', ',', ';', ':', '!', '?'])
        .len()
}
