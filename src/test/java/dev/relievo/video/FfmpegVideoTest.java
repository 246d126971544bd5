package dev.relievo.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.ImageEncoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FfmpegVideoTest {

  private static final int QUALITY = 95;

  @TempDir private Path folder;

  private record Shown(long micros, RgbImage image) {}

  private long damaged;

  private List<Shown> pictures(Path file) throws Exception {
    List<Shown> pictures = new ArrayList<>();
    try (FfmpegVideo video = FfmpegVideo.open(file, QUALITY)) {
      Picture picture;
      while ((picture = video.next()) != null) {
        EncodedImage image = picture.encode();
        assertThat(image.encoding()).isEqualTo(ImageEncoding.JPEG);
        pictures.add(new Shown(picture.micros(), decoded(image)));
      }
      damaged = video.damaged();
    }
    return pictures;
  }

  private static RgbImage decoded(EncodedImage image) throws ImageRejectedException {
    return ImageDecoder.decode(ByteBuffer.wrap(image.bytes()));
  }

  private static List<Integer> numbers(List<Shown> pictures) {
    return pictures.stream().map(shown -> TestVideo.number(shown.image())).toList();
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource({"mpeg4,clip.mp4", "mpeg4,clip.avi", "libopenh264,clip.mp4", "mpeg2video,clip.ts"})
  void shouldGiveEveryPictureInTheOrderInWhichItIsShown(String codec, String name)
      throws Exception {
    Path file = folder.resolve(name);
    new TestVideo().codec(codec).pictures(20).write(file);

    List<Shown> pictures = pictures(file);

    assertThat(numbers(pictures)).isEqualTo(upTo(20));
    assertThat(pictures).extracting(Shown::micros).startsWith(0L, 40_000L, 80_000L);
    assertThat(pictures.get(19).micros()).isEqualTo(19 * 40_000L);
    assertThat(damaged).isZero();
  }

  @Test
  void shouldGiveUnevenTimesAsTheyAre() throws Exception {
    Path file = folder.resolve("uneven.mkv");
    new TestVideo().times(500, 533, 600, 1_700, 1_733).write(file);

    assertThat(pictures(file))
        .extracting(Shown::micros)
        .containsExactly(0L, 33_000L, 100_000L, 1_200_000L, 1_233_000L);
  }

  @Test
  void shouldKeepTheColours() throws Exception {
    Path file = folder.resolve("colours.mp4");
    new TestVideo().pictures(1).write(file);

    RgbImage image = pictures(file).get(0).image();

    assertThat(image.width()).isEqualTo(320);
    assertThat(TestVideo.isRed(image, 0.25, 0.4)).isTrue();
    int grey = 3 * (200 * 320 + 300);
    // 110 of 16 to 235 is 109 of 255.
    for (int c = 0; c < 3; c++) {
      assertThat(image.data()[grey + c] & 0xff).isBetween(106, 112);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // A telephone held upright, on its head, on its other side, and a mirrored picture; and where
    // the red quarter, right below the bars at the left, then is.
    "0, 1, -1, 0, 240, 320, 0.6, 0.25",
    "-1, 0, 0, -1, 320, 240, 0.75, 0.6",
    "0, -1, 1, 0, 240, 320, 0.4, 0.75",
    "-1, 0, 0, 1, 320, 240, 0.75, 0.4"
  })
  void shouldTurnPicturesUpright(
      int xx, int xy, int yx, int yy, int width, int height, double redX, double redY)
      throws Exception {
    Path file = folder.resolve("turned.mp4");
    new TestVideo().pictures(2).turned(xx, xy, yx, yy).write(file);

    RgbImage image = pictures(file).get(1).image();

    assertThat(List.of(image.width(), image.height())).containsExactly(width, height);
    assertThat(TestVideo.isRed(image, redX, redY)).isTrue();
    assertThat(TestVideo.isRed(image, 1 - redX, 1 - redY)).isFalse();
  }

  @Test
  void shouldPassOnTheBytesOfMotionJpeg() throws Exception {
    Path file = folder.resolve("motion.mov");
    List<byte[]> written = new TestVideo().codec("mjpeg").pictures(5).write(file).packets();

    List<byte[]> read = new ArrayList<>();
    try (FfmpegVideo video = FfmpegVideo.open(file, QUALITY)) {
      Picture picture;
      while ((picture = video.next()) != null) {
        read.add(picture.encode().bytes());
      }
    }

    assertThat(read).hasSize(5).usingElementComparator(Arrays::compare).isEqualTo(written);
    assertThat(numbers(pictures(file))).isEqualTo(upTo(5));
  }

  @Test
  void shouldDecodeMotionJpegThatHasToBeTurned() throws Exception {
    Path file = folder.resolve("motion.mov");
    new TestVideo().codec("mjpeg").pictures(2).turned(0, 1, -1, 0).write(file);

    RgbImage image = pictures(file).get(0).image();

    assertThat(image.width()).isEqualTo(240);
  }

  @Test
  void shouldSayThatAFileIsNoVideo() throws IOException {
    Path text = Files.writeString(folder.resolve("text.mp4"), "I am no video.\n".repeat(100));
    Path empty = Files.createFile(folder.resolve("empty.mp4"));
    Path sound = folder.resolve("sound.wav");
    Files.write(sound, new byte[1000]);

    for (Path file : List.of(text, empty, sound, folder)) {
      assertThatThrownBy(() -> FfmpegVideo.open(file, QUALITY))
          .isInstanceOf(VideoException.class)
          .hasMessageStartingWith(file + ": ")
          .hasMessageContaining("no video");
    }
  }

  @Test
  void shouldOpenNoOtherFileThatAFileNames() throws IOException {
    Path clip = folder.resolve("clip.mp4");
    new TestVideo().pictures(2).write(clip);
    Path list = folder.resolve("list.mp4");
    Files.writeString(list, "ffconcat version 1.0\nfile 'clip.mp4'\n");
    Path playlist = folder.resolve("playlist.mp4");
    Files.writeString(
        playlist,
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://" + clip + "\n#EXT-X-ENDLIST\n");

    for (Path file : List.of(list, playlist)) {
      assertThatThrownBy(() -> FfmpegVideo.open(file, QUALITY)).isInstanceOf(VideoException.class);
    }
  }

  @Test
  void shouldRefusePicturesThatAreTooLarge() {
    Path file = folder.resolve("large.mov");
    new TestVideo().codec("mjpeg").size(8192, 2304).pictures(1).write(file);

    assertThatThrownBy(() -> FfmpegVideo.open(file, QUALITY))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("8192 x 2304 pixels, at most 4096 x 4096");
  }

  @Test
  void shouldSayThatAFileWithoutItsEndCannotBeRead() throws IOException {
    Path whole = folder.resolve("whole.mp4");
    new TestVideo().pictures(20).write(whole);
    // Its index is at the end.
    Path cut = cut(whole, folder.resolve("cut.mp4"), 0.8);

    assertThatThrownBy(() -> FfmpegVideo.open(cut, QUALITY))
        .isInstanceOf(VideoException.class)
        .hasMessageContaining("damaged");
  }

  @ParameterizedTest
  @CsvSource({"mpeg4", "libopenh264"})
  void shouldGiveWhatIsThereOfAFileThatEndsEarlyAndSayThatItDoes(String codec) throws Exception {
    Path whole = folder.resolve("whole.mp4");
    new TestVideo().codec(codec).pictures(40).options(Map.of("movflags", "faststart")).write(whole);
    assertThat(numbers(pictures(whole))).hasSize(40);
    assertThat(damaged).isZero();
    Path cut = cut(whole, folder.resolve("cut.mp4"), 0.6);

    List<Shown> pictures = pictures(cut);

    assertThat(pictures.size()).isBetween(5, 39);
    assertThat(numbers(pictures)).isEqualTo(upTo(pictures.size()));
    assertThat(damaged).isPositive();
  }

  @Test
  void shouldLeaveOutPicturesThatCannotBeDecoded() throws Exception {
    Path whole = folder.resolve("whole.mov");
    new TestVideo().codec("mjpeg").pictures(5).write(whole);
    byte[] bytes = Files.readAllBytes(whole);
    byte[] start = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int second =
        text.indexOf(
            new String(start, StandardCharsets.ISO_8859_1),
            text.indexOf(new String(start, StandardCharsets.ISO_8859_1)) + 3);
    bytes[second] = 0;
    Path file = Files.write(folder.resolve("damaged.mov"), bytes);

    assertThat(numbers(pictures(file))).containsExactly(0, 2, 3, 4);
    assertThat(damaged).isEqualTo(1);
  }

  private static Path cut(Path whole, Path cut, double share) throws IOException {
    byte[] bytes = Files.readAllBytes(whole);
    return Files.write(cut, Arrays.copyOf(bytes, (int) (share * bytes.length)));
  }

  /** A defect of the native code would end the whole process. */
  @ParameterizedTest
  @CsvSource({"mpeg4,clip.mp4", "libopenh264,clip.mkv", "mjpeg,clip.avi", "mpeg2video,clip.ts"})
  void shouldSurviveDamageAnywhere(String codec, String name) throws Exception {
    Path whole = folder.resolve(name);
    new TestVideo().codec(codec).size(96, 64).pictures(8).write(whole);
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(6);
    int opened = 0;
    for (int trial = 0; trial < 25; trial++) {
      byte[] damaged = bytes.clone();
      for (int i = 0; i < 1 + trial / 5; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("damaged-" + name), damaged);
      try (FfmpegVideo video = FfmpegVideo.open(file, QUALITY)) {
        Picture picture;
        int count = 0;
        while ((picture = video.next()) != null) {
          assertThat(picture.encode().bytes()).isNotEmpty();
          count++;
        }
        assertThat(count).as("no more than were there").isBetween(1, 9);
        opened++;
      } catch (VideoException e) {
        assertThat(e).hasMessageStartingWith(file + ": ");
      }
    }
    assertThat(opened).isPositive();
  }
}
