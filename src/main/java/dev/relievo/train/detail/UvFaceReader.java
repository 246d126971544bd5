package dev.relievo.train.detail;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.displace.ReliefInput;
import dev.relievo.stage.regress.RegressStage;
import dev.relievo.stage.unwrap.UnwrapStage;
import dev.relievo.train.data.LargestFace;
import dev.relievo.train.data.PhotoFolder.Photo;
import dev.relievo.train.data.PhotoPass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Brings the largest face of a picture to UV space with the stream's own stages; closes them with
 * itself. Belongs to one thread.
 */
final class UvFaceReader implements PhotoPass.Reader<UvFace> {

  private final MorphableModel model;
  private final LargestFace faces;
  private final RegressStage regress;
  private final UnwrapStage unwrap;
  private final FaceView view;
  private final FaceVectors vectors;
  private final int size;

  /**
   * A reader.
   *
   * @param size side of the maps, texels, a power of two
   */
  UvFaceReader(MorphableModel model, LargestFace faces, RegressStage regress, int size) {
    this.model = model;
    this.faces = faces;
    this.regress = regress;
    this.size = size;
    unwrap = new UnwrapStage(model, size);
    view = new FaceView(model);
    vectors = new FaceVectors(model);
  }

  /**
   * A face as the stages found it.
   *
   * @param maps what {@code displace} would be given, the coarse face among it
   * @param camera of the picture, in which the face is
   * @param density pixels of the crop a millimetre
   */
  record Found(ReliefInput maps, Camera camera, float density) {

    FaceParameters face() {
      return maps.face();
    }
  }

  @Override
  public UvFace read(Photo photo) throws IOException {
    return faces
        .find(photo)
        .flatMap(this::found)
        .map(found -> face(photo, found))
        .orElseGet(() -> none(photo));
  }

  /**
   * The largest face of a picture.
   *
   * @param name of the picture
   * @param image encoded
   * @param camera that took it, where it is known
   * @return none where the stages find none
   */
  Optional<Found> read(String name, byte[] image, Optional<Camera> camera) {
    return faces.find(name, image, camera).flatMap(this::found);
  }

  private Optional<Found> found(FaceCrop crop) {
    if (!(regress.apply(List.of(crop)).get(0) instanceof Outcome.Done<CoarseFace> coarse)
        || !(unwrap.apply(coarse.outputs()).get(0) instanceof Outcome.Done<UnwrappedFace> done)) {
      return Optional.empty();
    }
    try {
      ReliefInput maps = ReliefInput.of(done.outputs().get(0), model);
      FaceRef ref = maps.ref();
      Camera camera = FaceRecords.camera(ref);
      view.place(maps.face(), camera, FaceRecords.cropToFrame(ref), crop.getCrop().getWidth());
      float density = (float) view.pixelsPerMillimetre();
      return Optional.of(new Found(maps, camera, density));
    } catch (ImageRejectedException e) {
      String name = crop.getFace().getCameraId();
      throw new UncheckedIOException(new IOException(name + ": its maps cannot be read back", e));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private UvFace face(Photo photo, Found found) {
    return new UvFace(
        photo.name(),
        true,
        photo.validation(),
        false,
        found.maps().texture().data(),
        found.maps().visibility(),
        vectors.encode(found.face()),
        found.density(),
        new short[0]);
  }

  private UvFace none(Photo photo) {
    return new UvFace(
        photo.name(),
        false,
        photo.validation(),
        false,
        new byte[3 * size * size],
        new byte[size * size],
        new float[vectors.length()],
        0,
        new short[0]);
  }

  @Override
  public void close() {
    faces.close();
    regress.close();
    unwrap.close();
  }
}
