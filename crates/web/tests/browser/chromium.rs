//! One headless Chromium for one test, with a fresh profile, closed whatever happens.

use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;
use touchstone_domain::language::Language;
use touchstone_testkit::app::trust_ring;

/// How long an element may take to appear: a page of a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// A browser that asks for pages in one language.
pub(crate) struct Browser {
    driver: WebDriver,
    base: String,
    /// What inspections found; told all together at the end.
    complaints: Mutex<Vec<String>>,
    _profile: TempDir,
}

impl Browser {
    /// Opens a browser, 1280 px wide, for the site at `base`.
    pub(crate) async fn open(base: &str, language: Language) -> Browser {
        let server = std::env::var("TOUCHSTONE_TEST_CHROMEDRIVER")
            .expect("TOUCHSTONE_TEST_CHROMEDRIVER is not set: run the tests with `cargo xtask test`");
        let profile = tempfile::Builder::new()
            .prefix("touchstone-browser-")
            .tempdir()
            .unwrap();
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wanted.add_arg(flag).unwrap();
        }
        wanted
            .add_arg(&format!("--user-data-dir={}", profile.path().display()))
            .unwrap();
        wanted.add_arg(&format!("--accept-lang={language}")).unwrap();
        wanted.add_arg("--window-size=1280,900").unwrap();
        if let Ok(browser) = std::env::var("TOUCHSTONE_TEST_CHROMIUM") {
            wanted.set_binary(&browser).unwrap();
        }
        trust_ring();
        let driver = WebDriver::new(&server, wanted)
            .await
            .expect("Chromium does not start");
        driver.set_script_timeout(Duration::from_secs(60)).await.unwrap();
        Browser {
            driver,
            base: base.to_owned(),
            complaints: Mutex::default(),
            _profile: profile,
        }
    }

    /// Ends the browser, and fails with everything that inspections found. A test that fails before ends it when the
    /// driver is dropped.
    pub(crate) async fn close(self) {
        let found = std::mem::take(&mut *self.complaints.lock().unwrap());
        self.driver.clone().quit().await.expect("Chromium does not end");
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    /// Remembers what an inspection found.
    pub(crate) fn complain(&self, complaint: String) {
        self.complaints.lock().unwrap().push(complaint);
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        &self.driver
    }

    pub(crate) async fn go(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.unwrap();
    }

    /// The path and query of the page shown.
    pub(crate) async fn path(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        url.as_str().trim_start_matches(self.base.as_str()).to_owned()
    }

    /// The first visible element, waited for.
    pub(crate) async fn find(&self, css: &str) -> WebElement {
        let query = self
            .driver
            .query(By::Css(css))
            .wait(PATIENCE, LOOK_AGAIN)
            .and_displayed();
        match query.first().await {
            Ok(element) => element,
            Err(error) => panic!(
                "no {css} on {}: {error}\n{}",
                self.path().await,
                self.text().await
            ),
        }
    }

    /// Clicks an element; again, when the page was exchanged between finding and clicking it.
    pub(crate) async fn click(&self, css: &str) {
        while let Err(error) = self.try_click(css).await {
            assert!(is_stale(&error), "{css} cannot be clicked: {error}");
        }
    }

    async fn try_click(&self, css: &str) -> WebDriverResult<()> {
        let element = self.find(css).await;
        // The middle of the window, where nothing that sticks to an edge covers it.
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.driver.execute(middle, vec![element.to_json()?]).await?;
        element.click().await
    }

    /// Replaces what a field holds.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        while let Err(error) = self.try_fill(css, text).await {
            assert!(is_stale(&error), "{css} cannot be filled in: {error}");
        }
    }

    async fn try_fill(&self, css: &str, text: &str) -> WebDriverResult<()> {
        let field = self.find(css).await;
        field.clear().await?;
        field.send_keys(text).await
    }

    pub(crate) async fn choose(&self, css: &str, value: &str) {
        self.click(&format!("{css} option[value=\"{value}\"]")).await;
    }

    /// Gives a file to a file field, which may be hidden behind a nicer button.
    pub(crate) async fn attach(&self, css: &str, file: &std::path::Path) {
        let field = self.driver.find(By::Css(css)).await.unwrap();
        field.send_keys(file.display().to_string()).await.unwrap();
    }

    /// Everything the page says.
    pub(crate) async fn text(&self) -> String {
        loop {
            match self.try_text().await {
                Ok(text) => return text,
                Err(error) => assert!(is_stale(&error), "the page cannot be read: {error}"),
            }
        }
    }

    async fn try_text(&self) -> WebDriverResult<String> {
        self.driver.find(By::Tag("body")).await?.text().await
    }

    /// Waits until the page says something.
    pub(crate) async fn says(&self, words: &str) {
        let mut said = String::new();
        for _ in 0..PATIENCE.as_millis() / LOOK_AGAIN.as_millis() {
            said = self.text().await;
            if said.contains(words) {
                return;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        panic!("{} never said {words:?}, but\n{said}", self.path().await);
    }

    /// Shows pages as in a window of this width, however narrow, until [`Browser::widen`].
    pub(crate) async fn narrow(&self, width: u32) {
        let metrics =
            serde_json::json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.driver
            .cdp()
            .send_raw("Emulation.setDeviceMetricsOverride", metrics)
            .await
            .unwrap();
    }

    /// Shows pages as in the browser's own window again.
    pub(crate) async fn widen(&self) {
        let nothing = serde_json::json!({});
        self.driver
            .cdp()
            .send_raw("Emulation.clearDeviceMetricsOverride", nothing)
            .await
            .unwrap();
    }

    /// Runs a script in the page and gives what it returns.
    pub(crate) async fn run(&self, script: &str) -> serde_json::Value {
        self.driver
            .execute(script, Vec::new())
            .await
            .unwrap()
            .json()
            .clone()
    }
}

/// Whether the page was exchanged meanwhile: its elements are gone, and the next one's have to be found.
fn is_stale(error: &WebDriverError) -> bool {
    matches!(
        error.as_inner(),
        WebDriverErrorInner::StaleElementReference(_) | WebDriverErrorInner::NoSuchElement(_)
    )
}

impl Drop for Browser {
    /// A story that broke off still tells what was seen on the way.
    #[expect(clippy::print_stderr, reason = "the test runner shows it beside the panic")]
    fn drop(&mut self) {
        for complaint in self.complaints.get_mut().into_iter().flatten() {
            eprintln!("{complaint}");
        }
    }
}
