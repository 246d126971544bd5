package dev.relievo.stream;

import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.record.TrackedCamera;
import dev.relievo.stage.StageMemory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Numbers the frames that it has seen of a camera, in the faces' trackId. The third word of a
 * picture names the state.
 */
final class CountingMemory implements StageMemory<Frame, FaceCrop, TrackedCamera> {

  @Override
  public Class<TrackedCamera> stateType() {
    return TrackedCamera.class;
  }

  @Override
  public Optional<String> key(Frame frame) {
    String words = StandardCharsets.UTF_8.decode(frame.getImage().duplicate()).toString();
    return words.contains("forgotten")
        ? Optional.empty()
        : Optional.of(words.replaceFirst("\\w+ ?\\w* ?", ""));
  }

  @Override
  public Step<FaceCrop, TrackedCamera> after(
      Optional<TrackedCamera> state, Frame frame, List<FaceCrop> outputs) {
    long seen = state.map(s -> s.getCapturedAt().getEpochSecond()).orElse(0L) + 1;
    return new Step<>(
        named(outputs, "frame " + seen),
        Optional.of(new TrackedCamera(Instant.ofEpochSecond(seen), List.of())));
  }

  @Override
  public List<FaceCrop> again(TrackedCamera state, Frame frame, List<FaceCrop> outputs) {
    return named(outputs, "again " + state.getCapturedAt().getEpochSecond());
  }

  @Override
  public boolean isOver(TrackedCamera state, Frame frame) {
    return frame.getSequence() >= 100;
  }

  private static List<FaceCrop> named(List<FaceCrop> outputs, String name) {
    return outputs.stream()
        .map(
            crop -> {
              FaceRef face = FaceRef.newBuilder(crop.getFace()).setTrackId(name).build();
              return FaceCrop.newBuilder(crop).setFace(face).build();
            })
        .toList();
  }
}
