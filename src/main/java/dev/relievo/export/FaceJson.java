package dev.relievo.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.face.Camera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.Illumination;
import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.tensor.Tensors;

/**
 * What is known of a face, as JSON for people and scripts. Pixels are those of the upright
 * photograph, origin top left, pixel centres at +0.5; millimetres are model space before pose, as
 * in the OBJ; rounded to what they are worth.
 */
final class FaceJson {

  private static final int PIXEL_DECIMALS = 2;
  private static final int MM_DECIMALS = 3;
  private static final int COEFFICIENT_DECIMALS = 5;
  private static final int QUATERNION_DECIMALS = 7;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private FaceJson() {}

  /**
   * The document.
   *
   * @param vertices of the face, V x 3, mm, model space
   */
  static byte[] write(
      FaceMesh mesh, MorphableModel model, FaceParameters parameters, float[] vertices) {
    FaceRef face = mesh.getFace();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("faceId", face.getFaceId()).put("cameraId", face.getCameraId());
    root.put("sequence", face.getSequence()).put("capturedAt", face.getCapturedAt().toString());
    root.put("faceIndex", face.getFaceIndex()).put("faceCount", face.getFaceCount());
    root.put("score", round(face.getScore(), COEFFICIENT_DECIMALS));
    root.putObject("box")
        .put("x", round(face.getBox().getX(), PIXEL_DECIMALS))
        .put("y", round(face.getBox().getY(), PIXEL_DECIMALS))
        .put("width", round(face.getBox().getWidth(), PIXEL_DECIMALS))
        .put("height", round(face.getBox().getHeight(), PIXEL_DECIMALS));
    camera(root.putObject("camera"), face);
    pose(root.putObject("pose"), parameters.pose());
    root.put("faceModel", model.id());
    ArrayNode models = root.putArray("models");
    face.getModels().forEach(models::add);
    coefficients(root.putObject("coefficients"), model, parameters);
    if (mesh.getDisplacement() != null) {
      ObjectNode relief = root.putObject("displacement");
      relief.put("millimetresPerStep", Double.parseDouble(scale(mesh)));
      relief.put("zero", DisplacementImages.ZERO);
    }
    landmarks68(root.putObject("landmarks68"), face, model, parameters.pose(), vertices);
    float[] network = Tensors.floats(mesh.getLandmarks(), -1, 3);
    points(root.putObject("landmarks468").putArray("pixels"), network, 3, PIXEL_DECIMALS);
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }

  /** In as few digits as tell it from other floats. */
  private static String scale(FaceMesh mesh) {
    return Float.toString(mesh.getDisplacementScale());
  }

  private static void camera(ObjectNode to, FaceRef face) {
    Camera camera = FaceRecords.camera(face);
    to.put("width", face.getFrameWidth()).put("height", face.getFrameHeight());
    to.put("focal", round(camera.focal(), PIXEL_DECIMALS));
    to.put("centreX", round(camera.centreX(), PIXEL_DECIMALS));
    to.put("centreY", round(camera.centreY(), PIXEL_DECIMALS));
    to.put("assumed", face.getIntrinsics() == null || face.getIntrinsicsAssumed());
  }

  private static void pose(ObjectNode to, Pose pose) {
    to.putArray("rotation")
        .add(round(pose.qw(), QUATERNION_DECIMALS))
        .add(round(pose.qx(), QUATERNION_DECIMALS))
        .add(round(pose.qy(), QUATERNION_DECIMALS))
        .add(round(pose.qz(), QUATERNION_DECIMALS));
    to.putArray("translation")
        .add(round(pose.x(), MM_DECIMALS))
        .add(round(pose.y(), MM_DECIMALS))
        .add(round(pose.z(), MM_DECIMALS));
  }

  private static void coefficients(ObjectNode to, MorphableModel model, FaceParameters face) {
    numbers(to.putArray("identity"), face.identity(), 0, face.identity().length);
    numbers(to.putArray("corrective"), face.corrective(), 0, face.corrective().length);
    ObjectNode expression = to.putObject("expression");
    for (int e = 0; e < model.expressionCount(); e++) {
      expression.put(
          model.expressionNames().get(e), round(face.expression()[e], COEFFICIENT_DECIMALS));
    }
    numbers(to.putArray("albedo"), face.albedo(), 0, face.albedo().length);
    ArrayNode light = to.putArray("illumination");
    for (int channel = 0; channel < 3; channel++) {
      float[] all = face.illumination().coefficients();
      numbers(light.addArray(), all, channel * Illumination.BANDS, Illumination.BANDS);
    }
  }

  private static void landmarks68(
      ObjectNode to, FaceRef face, MorphableModel model, Pose pose, float[] vertices) {
    LandmarkMap map = model.landmarks68();
    float[] millimetres = map.locate(model.triangles(), vertices);
    float[] pixels = new float[millimetres.length];
    pose.apply(millimetres, pixels);
    FaceRecords.camera(face).project(pixels, pixels);
    points(to.putArray("pixels"), pixels, 2, PIXEL_DECIMALS);
    points(to.putArray("mm"), millimetres, 3, MM_DECIMALS);
  }

  /** The first values of each triple. */
  private static void points(ArrayNode to, float[] triples, int values, int decimals) {
    for (int i = 0; i < triples.length; i += 3) {
      ArrayNode point = to.addArray();
      for (int k = i; k < i + values; k++) {
        point.add(round(triples[k], decimals));
      }
    }
  }

  private static void numbers(ArrayNode to, float[] values, int from, int count) {
    for (int i = from; i < from + count; i++) {
      to.add(round(values[i], COEFFICIENT_DECIMALS));
    }
  }

  private static double round(double value, int decimals) {
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }
}
