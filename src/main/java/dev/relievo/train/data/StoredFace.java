package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;

/**
 * A face as the cache keeps it: its aligned crop at {@link #SIZE} pixels and what is known of it.
 *
 * @param name of the photograph inside its folder, or of the rendering
 * @param person index of the person, -1 where unknown
 * @param found whether there is a face; if not, the rest is zero
 * @param validation kept out of training
 * @param pixels SIZE x SIZE x 3, sRGB
 * @param visible SIZE x SIZE: 1 where the face may be compared, 0 on occluders and outside the
 *     frame
 * @param landmarks 468 x 3, pixels of the crop
 * @param camera of the crop
 * @param truth the face in the crop's camera, {@link dev.relievo.face.FaceVector}
 * @param landmarkError of the fit, {@link dev.relievo.stage.regress.FaceFit.Fitted#landmarkError()}
 * @param photometricError of the fit, sRGB in 0 to 1; NaN where too little skin was seen
 * @param teacher 1 where truth may be learned from, else 0
 */
public record StoredFace(
    String name,
    int person,
    boolean found,
    boolean validation,
    byte[] pixels,
    byte[] visible,
    float[] landmarks,
    CropCamera camera,
    float[] truth,
    float landmarkError,
    float photometricError,
    float teacher) {

  /** Side of the crop, pixels. */
  public static final int SIZE = 160;

  /** The set: the first folder of the name, or empty. */
  public String set() {
    int slash = name.indexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  /** What is kept of a photograph without a face. */
  static StoredFace none(String name, int person, boolean validation, int landmarks, int vector) {
    return new StoredFace(
        name,
        person,
        false,
        validation,
        new byte[3 * SIZE * SIZE],
        new byte[SIZE * SIZE],
        new float[3 * landmarks],
        new CropCamera(new Camera(SIZE, SIZE / 2.0, SIZE / 2.0), 0, SIZE),
        new float[vector],
        Float.NaN,
        Float.NaN,
        0);
  }
}
