package dev.relievo.stage.displace;

import dev.relievo.face.DisplacementMap;

/**
 * The relief of a face.
 *
 * @param map already scaled by the gate, mm
 * @param confidence of the map's size: 255 where the photograph shows the relief well, 0 where it
 *     says nothing
 * @param gate 0 to 1: how far the photograph as a whole is trusted to show relief; 0 leaves the
 *     coarse face as it is
 */
record Relief(DisplacementMap map, byte[] confidence, float gate) {

  /** Checks what does not depend on the photograph. */
  Relief {
    if (confidence.length != map.millimetres().length) {
      throw new IllegalArgumentException(
          "a relief of %d texels has a confidence of %d"
              .formatted(map.millimetres().length, confidence.length));
    }
    if (!(gate >= 0 && gate <= 1)) {
      throw new IllegalArgumentException("a relief's gate is 0 to 1, not " + gate);
    }
  }
}
