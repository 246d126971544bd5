package dev.relievo.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** The viewer in one window of a browser, as a person uses it. */
final class BrowserPage implements AutoCloseable {

  /** The stages and a drawing processor may both be busy with other tests. */
  private static final double PATIENCE_MILLIS = 120_000;

  private static final String DROP =
      """
      ([name, type, data]) => {
        const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], name, { type }));
        for (const event of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(
              new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }
      }
      """;

  private final BrowserContext context;
  private final Page page;
  private final URI base;
  private final List<String> requests = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  BrowserPage(Browser browser, URI base, int width, int height) {
    this(browser, base, width, height, List.of());
  }

  BrowserPage(Browser browser, URI base, int width, int height, List<String> permissions) {
    this.base = base;
    context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(ColorScheme.DARK)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setPermissions(permissions));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    page = context.newPage();
    page.onRequest(request -> requests.add(request.url()));
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
  }

  Page page() {
    return page;
  }

  BrowserPage open() {
    page.navigate(base.toString());
    page.waitForSelector("#connection[data-state=open]");
    return this;
  }

  /** Drops a file onto the page. */
  void drop(String name, String type, byte[] bytes) {
    page.evaluate(DROP, List.of(name, type, Base64.getEncoder().encodeToString(bytes)));
  }

  /**
   * Drops a photograph and waits until its face is drawn; milliseconds from the one to the other.
   */
  int dropFace(String name, String type, byte[] bytes) {
    page.evaluate("() => delete document.documentElement.dataset.firstFaceMillis");
    drop(name, type, bytes);
    page.waitForSelector("html[data-first-face-millis]");
    return Integer.parseInt(page.getAttribute("html", "data-first-face-millis"));
  }

  void mode(String mode) {
    page.check("input[name=mode][value=" + mode + "]", FORCE);
  }

  /** The radio buttons lie, without a look of their own, over their labels. */
  private static final Page.CheckOptions FORCE = new Page.CheckOptions().setForce(true);

  void detailAs(String way) {
    page.check("input[name=detail-as][value=" + way + "]", FORCE);
  }

  void strength(int percent) {
    page.evalOnSelector(
        "#strength",
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }",
        percent);
  }

  /** What the 3D view shows, once it has drawn what was asked for; without the keyboard's frame. */
  Pixels face() throws IOException {
    page.evaluate("() => document.activeElement.blur()");
    return shot("#scene");
  }

  Pixels shot(String selector) throws IOException {
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
    byte[] png = page.locator(selector).screenshot(new Locator.ScreenshotOptions());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    return new Pixels(image);
  }

  /** Waits for a notice that says this. */
  void awaitNotice(String words) {
    page.locator("#notices .notice", new Page.LocatorOptions().setHasText(words)).first().waitFor();
  }

  Map<?, ?> drawingStats() {
    return (Map<?, ?>) page.evaluate("() => relievo.stats()");
  }

  /** That nothing was asked of anybody else, and nothing went wrong unsaid. */
  void assertQuiet() {
    assertThat(requests)
        .isNotEmpty()
        .allSatisfy(url -> assertThat(url).matches("(blob:|data:|" + base.resolve("/") + ").*"));
    assertThat(complaints).isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}
