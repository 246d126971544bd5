package dev.relievo.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.image.ImageDecoder;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class RtspTest {

  private static final int PICTURES = 30;

  @TempDir private Path folder;

  private List<byte[]> packets() {
    return new TestVideo().inOrder().pictures(PICTURES).write(folder.resolve("clip.avi")).packets();
  }

  private static int number(Picture picture) throws Exception {
    return TestVideo.number(ImageDecoder.decode(ByteBuffer.wrap(picture.encode().bytes())));
  }

  @Test
  void shouldGiveThePicturesOfACameraWithItsTimes() throws Exception {
    try (TestRtspServer server = new TestRtspServer(packets(), true);
        FfmpegVideo camera = FfmpegVideo.open(server.address(), 90)) {
      for (int i = 0; i < PICTURES; i++) {
        Picture picture = camera.next();
        assertThat(number(picture)).isEqualTo(i);
        assertThat(picture.micros()).isEqualTo(40_000L * i);
      }
      assertThat(camera.length()).isEmpty();
    }
  }

  @Test
  void shouldConnectAgainWhereTheCameraGoes() throws Exception {
    Duration soon = Duration.ofMillis(10);
    try (TestRtspServer server = new TestRtspServer(packets(), true);
        Reconnecting camera =
            new Reconnecting(
                () -> FfmpegVideo.open(server.address(), 90),
                new Reconnecting.Waits(soon, soon, null),
                told -> {})) {
      List<Integer> numbers = new ArrayList<>();
      for (int i = 0; i < 2 * PICTURES; i++) {
        numbers.add(number(camera.next()));
      }
      assertThat(numbers)
          .isEqualTo(IntStream.range(0, 2 * PICTURES).map(i -> i % PICTURES).boxed().toList());
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void shouldEndAtOnceWhenInterruptedWhileTheCameraIsSilent() throws Exception {
    try (TestRtspServer server = new TestRtspServer(packets(), false);
        FfmpegVideo camera = FfmpegVideo.open(server.address(), 90)) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  while (camera.next() != null) {}
                } catch (Exception e) {
                  thrown.set(e);
                }
              });
      reader.start();
      reader.interrupt();
      reader.join(Duration.ofSeconds(8).toMillis());
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void shouldSayThatNobodyAnswers() throws Exception {
    URI address;
    try (TestRtspServer server = new TestRtspServer(List.of(), true)) {
      address = server.address();
    }
    assertThatThrownBy(() -> FfmpegVideo.open(address, 90))
        .isInstanceOf(CameraUnavailableException.class)
        .hasMessageStartingWith(address + ": ");
  }
}
