package dev.relievo.chaos;

import dev.relievo.record.FrameStatus;
import dev.relievo.record.RejectReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a camera sends, and what must become of it.
 *
 * @param image the frame's bytes; words or a picture
 * @param faces how many it holds
 * @param reason why it is rejected; empty where it is not
 * @param endsAt the stage in which its faces fail, with the reason; empty where they become meshes
 */
record Picture(byte[] image, int faces, Optional<RejectReason> reason, Optional<End> endsAt) {

  /** Where faces fail, and why. */
  record End(String stage, RejectReason reason) {}

  private static final List<String> WORDS = List.of("faces ", "empty", "broken", "defect", "huge");

  /** What the cameras see in turn: 13 faces in 10 pictures, of which 4 fail on their way. */
  static final List<Picture> USUAL =
      Stream.of(
              "faces 1",
              "empty",
              "faces 2",
              "faces 1",
              "faces 2 lost",
              "faces 1",
              "broken",
              "faces 2 scarred",
              "faces 1",
              "faces 3")
          .map(Picture::ofWords)
          .toList();

  /** What {@link dev.relievo.stream.TextStages} makes of words. */
  static Picture ofWords(String words) {
    Optional<End> end = Optional.empty();
    if (words.contains("lost")) {
      end = Optional.of(new End("regress", RejectReason.NOT_CONVERGED));
    } else if (words.contains("scarred")) {
      end = Optional.of(new End("displace", RejectReason.INVALID_RECORD));
    }
    byte[] image = words.getBytes(StandardCharsets.UTF_8);
    return switch (words.split(" ")[0]) {
      case "faces" ->
          new Picture(image, Integer.parseInt(words.split(" ")[1]), Optional.empty(), end);
      case "empty" -> new Picture(image, 0, Optional.empty(), end);
      case "broken" -> rejected(image, RejectReason.CORRUPT);
      case "huge" -> rejected(image, RejectReason.RECORD_TOO_LARGE);
      case "defect" -> rejected(image, RejectReason.INTERNAL);
      default -> throw new IllegalArgumentException("no such picture: " + words);
    };
  }

  /** A picture that is answered with a reason. */
  static Picture rejected(byte[] image, RejectReason reason) {
    return new Picture(image, 0, Optional.of(reason), Optional.empty());
  }

  static boolean isWords(ByteBuffer image) {
    byte[] head = new byte[Math.min(8, image.remaining())];
    image.duplicate().get(head);
    String start = new String(head, StandardCharsets.ISO_8859_1);
    return WORDS.stream().anyMatch(start::startsWith);
  }

  FrameStatus status() {
    if (reason.isPresent()) {
      return FrameStatus.REJECTED;
    }
    return faces == 0 ? FrameStatus.NO_FACE : FrameStatus.FACES;
  }
}
