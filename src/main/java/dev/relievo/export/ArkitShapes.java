package dev.relievo.export;

import dev.relievo.face.MorphableModel;
import java.util.List;

/** ARKit's names of the 52 movements of a face, and which of them a face model lacks. */
public final class ArkitShapes {

  /** In alphabetical order. */
  public static final List<String> NAMES =
      List.of(
          "browDownLeft",
          "browDownRight",
          "browInnerUp",
          "browOuterUpLeft",
          "browOuterUpRight",
          "cheekPuff",
          "cheekSquintLeft",
          "cheekSquintRight",
          "eyeBlinkLeft",
          "eyeBlinkRight",
          "eyeLookDownLeft",
          "eyeLookDownRight",
          "eyeLookInLeft",
          "eyeLookInRight",
          "eyeLookOutLeft",
          "eyeLookOutRight",
          "eyeLookUpLeft",
          "eyeLookUpRight",
          "eyeSquintLeft",
          "eyeSquintRight",
          "eyeWideLeft",
          "eyeWideRight",
          "jawForward",
          "jawLeft",
          "jawOpen",
          "jawRight",
          "mouthClose",
          "mouthDimpleLeft",
          "mouthDimpleRight",
          "mouthFrownLeft",
          "mouthFrownRight",
          "mouthFunnel",
          "mouthLeft",
          "mouthLowerDownLeft",
          "mouthLowerDownRight",
          "mouthPressLeft",
          "mouthPressRight",
          "mouthPucker",
          "mouthRight",
          "mouthRollLower",
          "mouthRollUpper",
          "mouthShrugLower",
          "mouthShrugUpper",
          "mouthSmileLeft",
          "mouthSmileRight",
          "mouthStretchLeft",
          "mouthStretchRight",
          "mouthUpperUpLeft",
          "mouthUpperUpRight",
          "noseSneerLeft",
          "noseSneerRight",
          "tongueOut");

  private ArkitShapes() {}

  /** Those that a model cannot express; a GLB has no morph target for them. */
  public static List<String> missing(MorphableModel model) {
    return NAMES.stream().filter(name -> !model.expressionNames().contains(name)).toList();
  }
}
