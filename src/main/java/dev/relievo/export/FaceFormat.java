package dev.relievo.export;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Kinds of files that a face can be written as. */
public enum FaceFormat {
  /** Binary glTF. */
  GLB,
  /** Wavefront OBJ with its material, texture and maps. */
  OBJ,
  /** PLY with coloured vertices. */
  PLY,
  /** Coefficients, pose, landmarks. */
  JSON,
  /** A preview, {@link Preview}. */
  PNG;

  /** Each of them. */
  public static final Set<FaceFormat> ALL =
      Collections.unmodifiableSet(EnumSet.allOf(FaceFormat.class));

  /** Each of them but the preview. */
  public static final Set<FaceFormat> MESHES =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(PNG)));
}
