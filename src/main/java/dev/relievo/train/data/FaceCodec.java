package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import java.nio.ByteBuffer;

/**
 * How {@link StoredFace}s lie in a file: name ({@value #NAME} bytes of UTF-8, zero padded), person
 * i32, flags i32 (1 found, 2 validation), landmark error, photometric error, teacher, camera
 * (focal, x, y, rotation) as f32, landmarks, truth, pixels, and visible as bits.
 *
 * @param vectorLength numbers of truth a face
 */
record FaceCodec(int vectorLength) implements RecordFile.Codec<StoredFace> {

  private static final int NAME = 128;
  private static final int FOUND = 1;
  private static final int VALIDATION = 2;
  private static final int SIDE = StoredFace.SIZE;
  private static final int FIXED = NAME + 2 * Integer.BYTES + 7 * Float.BYTES;

  @Override
  public int length() {
    return FIXED
        + Float.BYTES * (3 * FaceLandmarks.COUNT + vectorLength)
        + 3 * SIDE * SIDE
        + SIDE * SIDE / Byte.SIZE;
  }

  @Override
  public void write(StoredFace face, ByteBuffer b) {
    RecordFile.putText(face.name(), NAME, b);
    b.putInt(face.person());
    b.putInt((face.found() ? FOUND : 0) | (face.validation() ? VALIDATION : 0));
    b.putFloat(face.landmarkError()).putFloat(face.photometricError()).putFloat(face.teacher());
    Camera camera = face.camera().camera();
    b.putFloat((float) camera.focal()).putFloat((float) camera.centreX());
    b.putFloat((float) camera.centreY()).putFloat((float) face.camera().rotation());
    RecordFile.putFloats(face.landmarks(), b);
    RecordFile.putFloats(face.truth(), b);
    b.put(face.pixels());
    for (int i = 0; i < face.visible().length; i += Byte.SIZE) {
      int bits = 0;
      for (int k = 0; k < Byte.SIZE; k++) {
        bits |= face.visible()[i + k] << k;
      }
      b.put((byte) bits);
    }
  }

  @Override
  public StoredFace read(ByteBuffer b) {
    String name = RecordFile.getText(NAME, b);
    int person = b.getInt(), flags = b.getInt();
    float landmarkError = b.getFloat(), photometricError = b.getFloat(), teacher = b.getFloat();
    Camera camera = new Camera(b.getFloat(), b.getFloat(), b.getFloat());
    CropCamera crop = new CropCamera(camera, b.getFloat(), SIDE);
    float[] landmarks = RecordFile.getFloats(3 * FaceLandmarks.COUNT, b);
    float[] truth = RecordFile.getFloats(vectorLength, b);
    byte[] pixels = new byte[3 * SIDE * SIDE];
    b.get(pixels);
    byte[] visible = new byte[SIDE * SIDE];
    for (int i = 0; i < visible.length; i += Byte.SIZE) {
      int bits = b.get();
      for (int k = 0; k < Byte.SIZE; k++) {
        visible[i + k] = (byte) (bits >> k & 1);
      }
    }
    return new StoredFace(
        name,
        person,
        (flags & FOUND) != 0,
        (flags & VALIDATION) != 0,
        pixels,
        visible,
        landmarks,
        crop,
        truth,
        landmarkError,
        photometricError,
        teacher);
  }
}
