package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceRecords;
import dev.relievo.nn.FaceDetectorOptions;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.detect.DetectStage;
import dev.relievo.tensor.ModelStore;
import dev.relievo.train.data.PhotoFolder.Photo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the largest face of a photograph with the stream's own stage. Belongs to one thread. */
public final class LargestFace implements AutoCloseable {

  private final DetectStage detect;

  /** Loads the networks. */
  public LargestFace(ModelStore store) {
    detect = new DetectStage(store, FaceDetectorOptions.DEFAULT);
  }

  /** The face; none where there is none, or the picture cannot be decoded. */
  public Optional<FaceCrop> find(Photo photo) throws IOException {
    return find(photo.name(), Files.readAllBytes(photo.file()), Optional.empty());
  }

  /**
   * The face in a picture.
   *
   * @param name of the picture
   * @param image encoded
   * @param camera that took it, where it is known
   */
  public Optional<FaceCrop> find(String name, byte[] image, Optional<Camera> camera) {
    Frame frame =
        Frame.newBuilder()
            .setCameraId(name)
            .setSequence(0)
            .setCapturedAt(Instant.EPOCH)
            .setImage(ByteBuffer.wrap(image))
            .setIntrinsics(camera.map(FaceRecords::toRecord).orElse(null))
            .build();
    Outcome<FaceCrop> outcome = detect.apply(List.of(frame)).get(0);
    return outcome instanceof Outcome.Done<FaceCrop> done
        ? done.outputs().stream()
            .max(Comparator.comparingDouble(c -> c.getFace().getBox().getHeight()))
        : Optional.empty();
  }

  @Override
  public void close() {
    detect.close();
  }
}
