package dev.relievo.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ScreenshotType;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Draws the pictures of the documentation: {@code mvn test -Dtest=ViewerPicturesTest
 * -Dviewer.pictures=topology-docs/pictures}.
 */
@QuarkusTest
@TestProfile(ViewerServer.Profile.class)
@EnabledIfSystemProperty(named = "viewer.pictures", matches = ".+")
class ViewerPicturesTest {

  private static final int QUALITY = 84;
  private static final int FRAMES = 40;

  @TestHTTPResource URI base;
  @Inject ViewerServer server;

  @Test
  void shouldDrawThePicturesOfTheDocumentation() throws Exception {
    server.start();
    List<String> cameras = List.of("door", "hall", "lift");
    Viewer.Session session = server.viewer.session().orElseThrow();
    try (Chromium chromium = new Chromium();
        Browser browser = chromium.launch();
        BrowserPage window = new BrowserPage(browser, base, 1280, 860).open()) {
      Page page = window.page();
      window.dropFace("astronaut.png", "image/png", ViewerServer.photo("astronaut.png"));
      window.dropFace("hopper.jpg", "image/jpeg", ViewerServer.photo("grace_hopper.jpg"));
      picture(page, "header", "viewer");
      for (int frame = 0; frame < FRAMES; frame++) {
        String photo = frame % 3 == 1 ? "astronaut.png" : "grace_hopper.jpg";
        FrameId id = session.next(cameras.get(frame % cameras.size()));
        session.publish(id, ViewerServer.photo(photo)).join();
        page.waitForTimeout(400);
      }
      page.locator("#wall li").nth(cameras.size()).waitFor();
      window.mode("shaded");
      window.strength(150);
      page.focus("#scene");
      for (int step = 0; step < 4; step++) {
        page.keyboard().press("ArrowLeft");
      }
      page.click("#theme");
      picture(page, "header", "viewer-light");
      picture(page, "#wall-section", "viewer-cameras");
      assertThat(page.locator("#wall li").count()).isGreaterThan(cameras.size());
    }
  }

  /** The whole window with a part of the page in sight. */
  private static void picture(Page page, String part, String name) {
    page.locator(part).evaluate("element => element.scrollIntoView()");
    page.evaluate("() => document.activeElement.blur()");
    page.waitForTimeout(1_000);
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of(System.getProperty("viewer.pictures"), name + ".jpg"))
            .setType(ScreenshotType.JPEG)
            .setQuality(QUALITY));
  }
}
