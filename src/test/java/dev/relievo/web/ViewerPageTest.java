package dev.relievo.web;

import static dev.relievo.web.Pixels.Channel.BLUE;
import static dev.relievo.web.Pixels.Channel.RED;
import static dev.relievo.web.Pixels.LEFT_CHEEK;
import static dev.relievo.web.Pixels.MIDDLE;
import static dev.relievo.web.Pixels.RIGHT_CHEEK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.BoundingBox;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The viewer in a real browser, on the running application: photographs in, pixels out. */
@QuarkusTest
@TestProfile(ViewerServer.Profile.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ViewerPageTest {

  /** Mean difference a channel above which two pictures of the 3D view are not the same. */
  private static final double DIFFERENT = 0.4;

  @TestHTTPResource URI base;
  @Inject ViewerServer server;
  @TempDir static Path folder;

  private Chromium chromium;
  private Browser browser;

  @BeforeAll
  void startServer() throws Exception {
    assumeTrue(
        Chromium.path().isPresent(),
        "no Chromium on this machine: install it (Debian: apt install chromium) or name it in"
            + " CHROMIUM");
    server.start();
    chromium = new Chromium();
    browser = chromium.launch();
  }

  @AfterAll
  void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  private BrowserPage window() {
    return new BrowserPage(browser, base, 1280, 900);
  }

  @Test
  void shouldShowADroppedPhotographsFaceInEveryMode() throws Exception {
    try (BrowserPage window = window().open()) {
      int millis = window.dropFace("hopper.jpg", "image/jpeg", hopper());
      System.out.printf("first face %d ms after the drop%n", millis);

      Pixels texture = window.face();
      assertThat(texture.mean(RED, MIDDLE)).isGreaterThan(texture.mean(BLUE, MIDDLE) + 20);
      window.mode("shaded");
      Pixels shaded = window.face();
      assertThat(shaded.mean(RED, MIDDLE) - shaded.mean(BLUE, MIDDLE)).isBetween(-10.0, 35.0);
      assertThat(shaded.difference(texture)).isGreaterThan(DIFFERENT);
      window.mode("wireframe");
      Pixels wireframe = window.face();
      assertThat(wireframe.roughness(MIDDLE)).isGreaterThan(3 * shaded.roughness(MIDDLE));
      window.mode("normals");
      Pixels normals = window.face();
      assertThat(normals.mean(BLUE, MIDDLE)).isGreaterThan(200);
      assertThat(normals.mean(RED, LEFT_CHEEK)).isLessThan(normals.mean(RED, RIGHT_CHEEK) - 20);
      window.mode("texture");
      assertThat(window.face().difference(texture)).isLessThan(DIFFERENT);
      window.assertQuiet();
    }
  }

  @Test
  void shouldShowMoreOrLessReliefAsNormalMapAndAsGeometry() throws Exception {
    try (BrowserPage window = window().open()) {
      window.dropFace("hopper.jpg", "image/jpeg", hopper());
      window.mode("shaded");
      Pixels mapped = window.face();
      window.strength(300);
      Pixels deep = window.face();
      window.page().uncheck("#detail");
      Pixels off = window.face();
      assertThat(mapped.difference(off)).isGreaterThan(0.05);
      assertThat(deep.difference(off)).isGreaterThan(1.5 * mapped.difference(off));
      window.page().check("#detail");

      window.detailAs("geometry");
      window.page().waitForSelector("html[data-dense]");
      Pixels displaced = window.face();
      window.strength(0);
      Pixels flat = window.face();
      assertThat(displaced.difference(flat)).isGreaterThan(0.1);
      assertThat(flat.difference(off)).isLessThan(displaced.difference(off));
      window.assertQuiet();
    }
  }

  @Test
  void shouldTurnUnderMouseAndKeysAndMoveTheLight() throws Exception {
    try (BrowserPage window = window().open()) {
      window.dropFace("hopper.jpg", "image/jpeg", hopper());
      window.mode("shaded");
      Page page = window.page();
      Pixels front = window.face();
      drag(page, "#scene", 140);
      assertThat(window.face().difference(front)).isGreaterThan(4 * DIFFERENT);
      assertThat(page.getAttribute("#scene", "aria-label")).contains("degrees from its");
      page.focus("#scene");
      page.keyboard().press("0");
      assertThat(window.face().difference(front)).isLessThan(DIFFERENT);
      page.focus("#scene");
      page.keyboard().press("ArrowLeft");
      assertThat(window.face().difference(front)).isGreaterThan(DIFFERENT);
      page.focus("#scene");
      page.keyboard().press("0");

      drag(page, "#light", -48);
      Pixels fromLeft = window.face();
      assertThat(fromLeft.brightness(LEFT_CHEEK))
          .isGreaterThan(fromLeft.brightness(RIGHT_CHEEK) + 20);
      page.focus("#light");
      for (int i = 0; i < 32; i++) {
        page.keyboard().press("ArrowRight");
      }
      Pixels fromRight = window.face();
      assertThat(fromRight.brightness(RIGHT_CHEEK))
          .isGreaterThan(fromRight.brightness(LEFT_CHEEK) + 20);
      Map<?, ?> stats = window.drawingStats();
      System.out.printf("script a frame, ms: %s%n", stats);
      assertThat(((Number) stats.get("median")).doubleValue()).isLessThan(40);
      window.assertQuiet();
    }
  }

  private static void drag(Page page, String selector, int right) {
    BoundingBox box = page.locator(selector).boundingBox();
    double x = box.x + box.width / 2, y = box.y + box.height / 2;
    page.mouse().move(x, y);
    page.mouse().down();
    for (int step = 1; step <= 7; step++) {
      page.mouse().move(x + step * right / 7.0, y);
    }
    page.mouse().up();
  }

  @Test
  void shouldStillHaveFaceGalleryAndSettingsAfterAReload() throws Exception {
    try (BrowserPage window = window().open()) {
      window.dropFace("astronaut.png", "image/png", ViewerServer.photo("astronaut.png"));
      window.mode("normals");
      Page page = window.page();
      String face = page.getAttribute("html", "data-face");
      Pixels before = window.face();
      page.reload();
      page.waitForSelector("html[data-face='" + face + "']");
      assertThat(page.locator("#gallery button[aria-pressed=true]").count()).isEqualTo(1);
      assertThat(page.isChecked("input[value=normals]")).isTrue();
      assertThat(window.face().difference(before)).isLessThan(DIFFERENT);

      Locator tile = page.locator("#wall li", new Page.LocatorOptions().setHasText("photos-"));
      assertThat(tile.locator(".box").count()).isGreaterThanOrEqualTo(1);
      for (String plot : List.of("throughput", "latency", "lag")) {
        assertThat(page.locator("#stages li:first-child .plot[aria-label^=" + plot + "]").count())
            .isEqualTo(1);
      }
      window.assertQuiet();
    }
  }

  @Test
  void shouldSayWhyAPhotographHasNoFace() {
    try (BrowserPage window = window().open()) {
      window.drop("wall.jpg", "image/jpeg", ImageEncoder.jpeg(new RgbImage(320, 240), 90));
      window.awaitNotice("No face was found in wall.jpg");
      window.drop("letter.txt", "text/plain", "I am no picture".getBytes(StandardCharsets.UTF_8));
      window.awaitNotice("letter.txt cannot be used");
      window.drop("huge.jpg", "image/jpeg", new byte[(16 << 20) + 1]);
      window.awaitNotice("huge.jpg has more than 16 MiB");
    }
  }

  @Test
  void shouldSayThatTheCameraIsDenied() {
    try (BrowserPage window = window().open()) {
      window
          .page()
          .evaluate(
              "() => { navigator.mediaDevices.getUserMedia ="
                  + " () => Promise.reject(new DOMException('', 'NotAllowedError')); }");
      window.page().click("#webcam");
      window.awaitNotice("The webcam is blocked");
      assertThat(window.page().getAttribute("#webcam", "aria-pressed")).isEqualTo("false");
    }
  }

  @Test
  void shouldShowTheFaceBeforeTheWebcam() throws IOException {
    // A file of JPEGs one after the other is a video to Chromium.
    ByteArrayOutputStream video = new ByteArrayOutputStream();
    for (int frame = 0; frame < 5; frame++) {
      video.write(hopper());
    }
    Path file = Files.write(folder.resolve("webcam.mjpeg"), video.toByteArray());
    try (Browser withCamera =
            chromium.launch(
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                "--use-file-for-fake-video-capture=" + file);
        BrowserPage window =
            new BrowserPage(withCamera, base, 1280, 900, List.of("camera")).open()) {
      window.page().click("#webcam");
      window
          .page()
          .locator("#face-title", new Page.LocatorOptions().setHasText("your webcam"))
          .waitFor();
      Pixels face = window.face();
      assertThat(face.mean(RED, MIDDLE)).isGreaterThan(face.mean(BLUE, MIDDLE) + 20);
      window.page().click("#webcam");
      assertThat(window.page().isHidden("#webcam-view")).isTrue();
      window.assertQuiet();
    }
  }

  @Test
  void shouldComeBackAfterTheConnectionWasLostAndSayWhatIsDown() {
    try (BrowserPage window = window()) {
      List<WebSocketRoute> sockets = new ArrayList<>();
      AtomicBoolean silent = new AtomicBoolean();
      window
          .page()
          .routeWebSocket(
              url -> url.contains("/api/live/"), socket -> pass(socket, silent, sockets));
      window.open();
      sockets.get(0).close();
      window.page().waitForSelector("#connection[data-state=closed]");
      window.page().waitForSelector("#connection[data-state=open]");
      server.close();
      window.page().waitForSelector("#connection[data-state=connecting]");
      server.open();
      window.page().waitForSelector("#connection[data-state=open]");
      silent.set(true);
      sockets
          .get(sockets.size() - 1)
          .send(
              """
              [{"type":"stages","at":0,"here":true,"failure":"mesh: no memory",
                "stages":[{"name":"mesh","state":"ERROR","records":0,"millis":0,"lag":0}]}]
              """);
      window
          .page()
          .locator(
              "#connection",
              new Page.LocatorOptions().setHasText("A stage is down: mesh: no memory"))
          .waitFor();
    }
  }

  /** Passes on what the server says, unless it is to be silent. */
  private static void pass(
      WebSocketRoute socket, AtomicBoolean silent, List<WebSocketRoute> sockets) {
    sockets.add(socket);
    socket
        .connectToServer()
        .onMessage(
            frame -> {
              if (!silent.get()) {
                socket.send(frame.text());
              }
            });
  }

  @Test
  void shouldFitASmallScreen() throws Exception {
    try (BrowserPage window = new BrowserPage(browser, base, 360, 740).open()) {
      window.dropFace("hopper.jpg", "image/jpeg", hopper());
      assertThat(window.page().evaluate("() => document.documentElement.scrollWidth"))
          .isEqualTo(360);
      Pixels face = window.face();
      assertThat(face.mean(RED, MIDDLE)).isGreaterThan(face.mean(BLUE, MIDDLE) + 20);
    }
  }

  private static byte[] hopper() throws IOException {
    return ViewerServer.photo("grace_hopper.jpg");
  }
}
