package dev.relievo.train.detail;

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
import java.util.List;
import java.util.Optional;

/**
 * Brings the largest face of a photograph to UV space with the stream's own stages; closes them
 * with itself. Belongs to one thread.
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

  @Override
  public UvFace read(Photo photo) throws IOException {
    Optional<FaceCrop> crop = faces.find(photo);
    if (crop.isEmpty()
        || !(regress.apply(List.of(crop.get())).get(0) instanceof Outcome.Done<CoarseFace> coarse)
        || !(unwrap.apply(coarse.outputs()).get(0) instanceof Outcome.Done<UnwrappedFace> maps)) {
      return none(photo);
    }
    try {
      return face(photo, crop.get(), ReliefInput.of(maps.outputs().get(0), model));
    } catch (ImageRejectedException e) {
      throw new IOException(photo.file() + ": its maps cannot be read back", e);
    } catch (IllegalArgumentException e) {
      return none(photo);
    }
  }

  private UvFace face(Photo photo, FaceCrop crop, ReliefInput maps) {
    FaceRef ref = maps.ref();
    view.place(
        maps.face(),
        FaceRecords.camera(ref),
        FaceRecords.cropToFrame(ref),
        crop.getCrop().getWidth());
    return new UvFace(
        photo.name(),
        true,
        photo.validation(),
        false,
        maps.texture().data(),
        maps.visibility(),
        vectors.encode(maps.face()),
        (float) view.pixelsPerMillimetre(),
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
