package dev.relievo.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MjpegStreamTest {

  /** Begins as a JPEG, and holds what looks like the end of a part. */
  private static byte[] jpeg(int number) {
    byte[] bytes = new byte[2000 + number];
    Arrays.fill(bytes, (byte) number);
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xd8;
    bytes[100] = '\r';
    bytes[101] = '\n';
    bytes[102] = '-';
    bytes[103] = '-';
    return bytes;
  }

  private static List<byte[]> jpegs(int count) {
    return IntStream.range(0, count).mapToObj(MjpegStreamTest::jpeg).toList();
  }

  private static List<byte[]> read(VideoSource source) throws Exception {
    List<byte[]> read = new ArrayList<>();
    long last = -1;
    Picture picture;
    while ((picture = source.next()) != null) {
      assertThat(picture.micros()).isGreaterThan(last);
      last = picture.micros();
      read.add(picture.encode().bytes());
    }
    return read;
  }

  private static void assertSame(List<byte[]> read, List<byte[]> sent) {
    assertThat(read).usingElementComparator(Arrays::compare).isEqualTo(sent);
  }

  @Test
  void shouldHandOnTheBytesAsTheyCame() throws Exception {
    try (TestCamera camera = TestCamera.of(jpegs(20));
        MjpegStream stream = MjpegStream.open(camera.address())) {
      assertSame(read(stream), jpegs(20));
      assertThat(stream.damaged()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"frame, --frame", "--frame, --frame", "\"frame\", --frame", "other, --frame"})
  void shouldReadPartsWithoutLengthsHoweverTheBoundaryIsNamed(String named, String written)
      throws Exception {
    TestCamera.Answer answer =
        (connection, exchange) -> {
          String type = "multipart/x-mixed-replace;boundary=" + named;
          OutputStream out = TestCamera.start(exchange, type);
          TestCamera.text(out, "hello\r\n");
          for (byte[] jpeg : jpegs(3)) {
            TestCamera.text(out, written + "\r\nContent-Type: image/jpeg\r\n\r\n");
            out.write(jpeg);
            TestCamera.text(out, "\r\n");
          }
          TestCamera.text(out, written + "--\r\n");
        };
    try (TestCamera camera = new TestCamera(answer);
        MjpegStream stream = MjpegStream.open(camera.address())) {
      assertSame(read(stream), jpegs(3));
    }
  }

  @Test
  void shouldPassOverPartsThatAreNoJpegsOrLieAboutTheirLength() throws Exception {
    TestCamera.Answer answer =
        (connection, exchange) -> {
          OutputStream out =
              TestCamera.start(exchange, "multipart/x-mixed-replace; boundary=frame");
          TestCamera.part(out, "no picture".getBytes());
          TestCamera.part(out, jpeg(1));
          TestCamera.text(out, "--frame\r\nContent-Length: 10\r\n\r\n");
          out.write(jpeg(2));
          TestCamera.text(out, "\r\n");
          TestCamera.part(out, jpeg(3));
          TestCamera.text(out, "--frame--\r\n");
        };
    try (TestCamera camera = new TestCamera(answer);
        MjpegStream stream = MjpegStream.open(camera.address())) {
      assertSame(read(stream), List.of(jpeg(1), Arrays.copyOf(jpeg(2), 10), jpeg(3)));
      assertThat(stream.damaged()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length: 99999999, bytes",
    "Content-Length: 9999999999999999999, bytes",
    "X: '', endless header",
    "'', many headers"
  })
  void shouldEndAStreamThatGoesBeyondTheBounds(String header, String what) throws Exception {
    TestCamera.Answer answer =
        (connection, exchange) -> {
          OutputStream out =
              TestCamera.start(exchange, "multipart/x-mixed-replace; boundary=frame");
          TestCamera.text(out, "--frame\r\n" + header);
          if (what.equals("many headers")) {
            TestCamera.text(out, "X: y\r\n".repeat(1000));
          }
          TestCamera.text(out, "y".repeat(5000));
          TestCamera.text(out, "\r\n\r\n");
        };
    try (TestCamera camera = new TestCamera(answer);
        MjpegStream stream = MjpegStream.open(camera.address())) {
      assertThatThrownBy(stream::next).isInstanceOf(VideoException.class);
    }
  }

  @Test
  void shouldSayThatAnAnswerIsNoStream() throws Exception {
    TestCamera.Answer answer =
        (connection, exchange) -> TestCamera.start(exchange, "text/html").write(1);
    try (TestCamera camera = new TestCamera(answer)) {
      assertThatThrownBy(() -> MjpegStream.open(camera.address()))
          .isInstanceOf(VideoException.class)
          .hasMessageContaining("text/html");
    }
  }

  @Test
  void shouldSendThePasswordAndNeverPrintIt() throws Exception {
    TestCamera.Answer answer = (connection, exchange) -> exchange.sendResponseHeaders(401, -1);
    try (TestCamera camera = new TestCamera(answer)) {
      URI address =
          URI.create(camera.address().toString().replace("//", "//me:secret@") + "?key=secret");
      assertThatThrownBy(() -> MjpegStream.open(address))
          .isInstanceOf(CameraUnavailableException.class)
          .hasMessageContaining("401")
          .message()
          .doesNotContain("secret");
      // me:secret
      assertThat(camera.authorizations()).containsExactly("Basic bWU6c2VjcmV0");
    }
  }

  @Test
  void shouldSayThatNobodyAnswers() throws Exception {
    URI address;
    try (TestCamera camera = TestCamera.of(List.of())) {
      address = camera.address();
    }
    assertThatThrownBy(() -> MjpegStream.open(address))
        .isInstanceOf(CameraUnavailableException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void shouldConnectAgainWhereTheCameraWasLost() throws Exception {
    TestCamera.Answer answer =
        (connection, exchange) -> {
          if (connection == 1) {
            exchange.sendResponseHeaders(503, -1);
            return;
          }
          TestCamera.send(exchange, jpegs(3));
        };
    List<String> told = new ArrayList<>();
    try (TestCamera camera = new TestCamera(answer);
        Reconnecting stream =
            new Reconnecting(
                () -> MjpegStream.open(camera.address()),
                new Reconnecting.Waits(Duration.ofMillis(10), Duration.ofMillis(20), null),
                told::add)) {
      long last = -1;
      for (int i = 0; i < 6; i++) {
        Picture picture = stream.next();
        assertThat(picture.micros()).isGreaterThan(last);
        last = picture.micros();
        assertThat(picture.encode().bytes()).isEqualTo(jpeg(i % 3));
      }
      assertThat(camera.connections()).isEqualTo(3);
      assertThat(stream.reconnects()).isEqualTo(1);
      assertThat(told).hasSize(2).last().asString().contains("back");
    }
  }

  @Test
  void shouldGiveUpWhereItIsToldTo() throws Exception {
    TestCamera.Answer answer =
        (connection, exchange) -> {
          if (connection == 0) {
            TestCamera.send(exchange, jpegs(1));
          } else {
            exchange.sendResponseHeaders(503, -1);
          }
        };
    Duration soon = Duration.ofMillis(10);
    try (TestCamera camera = new TestCamera(answer);
        Reconnecting stream =
            new Reconnecting(
                () -> MjpegStream.open(camera.address()),
                new Reconnecting.Waits(soon, soon, Duration.ofMillis(100)),
                told -> {})) {
      assertThat(stream.next()).isNotNull();
      assertThatThrownBy(stream::next)
          .isInstanceOf(CameraUnavailableException.class)
          .hasMessageContaining("503");
    }
  }

  @Test
  void shouldEndAtOnceWhenInterruptedWhileTheCameraIsSilent() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    TestCamera.Answer answer =
        (connection, exchange) -> {
          OutputStream out =
              TestCamera.start(exchange, "multipart/x-mixed-replace; boundary=frame");
          TestCamera.part(out, jpeg(0));
          TestCamera.text(out, "--frame\r\n");
          out.flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (TestCamera camera = new TestCamera(answer);
        MjpegStream stream = MjpegStream.open(camera.address())) {
      stream.next();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  stream.next();
                } catch (Exception e) {
                  thrown.set(e);
                }
              });
      reader.start();
      reader.interrupt();
      reader.join(Duration.ofSeconds(5).toMillis());
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    } finally {
      over.countDown();
    }
  }
}
