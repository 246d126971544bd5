package dev.relievo.evaluate;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.regress.FaceFit;
import dev.relievo.stage.unwrap.Unwrapper;
import dev.relievo.tensor.Tensors;

/** Milliseconds a face of the fit and of unwrapping alone, from a decoded crop, on one thread. */
public final class FitBench {

  private FitBench() {}

  /**
   * Times one face, again and again.
   *
   * @param rounds timed calls, after as many untimed ones
   */
  public static Metrics run(MorphableModel model, FaceCrop face, int rounds)
      throws ImageRejectedException {
    FaceRef ref = face.getFace();
    RgbImage crop = ImageDecoder.decode(face.getCrop().getData());
    float[] landmarks = Tensors.floats(face.getLandmarks(), FaceLandmarks.COUNT, 3);
    FaceFit fit = new FaceFit(model);
    FaceView view = new FaceView(model);
    Unwrapper at256 = new Unwrapper(model, 256), at512 = new Unwrapper(model, 512);
    double[] fitting = new double[rounds], small = new double[rounds], large = new double[rounds];
    for (int round = -rounds; round < rounds; round++) {
      int slot = Math.max(0, round);
      long start = System.nanoTime();
      FaceFit.Fitted fitted =
          fit.fit(landmarks, FaceRecords.camera(ref), FaceRecords.cropToFrame(ref), crop);
      long fittedAt = System.nanoTime();
      view.place(
          fitted.face(), FaceRecords.camera(ref), FaceRecords.cropToFrame(ref), crop.width());
      long placedAt = System.nanoTime();
      at256.unwrap(view, crop);
      long smallAt = System.nanoTime();
      at512.unwrap(view, crop);
      long largeAt = System.nanoTime();
      fitting[slot] = (fittedAt - start) / 1e6;
      small[slot] = (smallAt - fittedAt) / 1e6;
      large[slot] = (largeAt - smallAt + placedAt - fittedAt) / 1e6;
    }
    Metrics metrics = new Metrics();
    metrics.putPercentiles("fit.ms_per_face", fitting);
    metrics.putPercentiles("unwrap.ms_per_face", small);
    metrics.putPercentiles("unwrap.ms_per_face.512", large);
    return metrics;
  }
}
