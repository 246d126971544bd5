package dev.relievo.export;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Pose;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.mesh.MeshStage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A person before a camera: ten frames a second of a head that turns, opens its mouth, blinks. */
public final class Tracks {

  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  public static final long MILLIS = 100;

  private Tracks() {}

  /** The records of a track. */
  public static List<FaceMesh> talking(MorphableModel model, int frames) {
    MeshStage stage = new MeshStage(model);
    List<FaceMesh> out = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      out.add(mesh(stage, model, i, face(model, i)));
    }
    return out;
  }

  /** The face of a frame. */
  public static FaceParameters face(MorphableModel model, int i) {
    float[] identity = new float[model.identityCount()];
    identity[0] = 1;
    float[] expression = new float[model.expressionCount()];
    put(model, expression, "jawOpen", .5 - .5 * Math.cos(.9 * i));
    put(model, expression, "mouthSmileLeft", .5 - .5 * Math.cos(.5 * i));
    put(model, expression, "eyeBlinkLeft", i % 5 == 3 ? 1 : .1);
    put(model, expression, "eyeBlinkRight", i % 5 == 3 ? .9 : .05);
    return new FaceParameters(
        identity,
        new float[model.correctiveCount()],
        expression,
        new float[model.albedoCount()],
        pose(.35 * Math.sin(.6 * i), 20 * Math.sin(.3 * i), 3 * i),
        Illumination.ambient());
  }

  private static void put(MorphableModel model, float[] expression, String name, double weight) {
    int at = model.expressionNames().indexOf(name);
    if (at >= 0) {
      expression[at] = (float) weight;
    }
  }

  /** Turned about the model's vertical axis, 0.7 m away and less. */
  private static Pose pose(double yaw, double x, double nearer) {
    double c = Math.cos(yaw), s = Math.sin(yaw);
    return Pose.ofRotation(new double[] {c, 0, s, 0, -1, 0, s, 0, -c}, x, x / 2, 700 - nearer);
  }

  private static FaceMesh mesh(MeshStage stage, MorphableModel model, int i, FaceParameters face) {
    FaceRef ref =
        FaceRef.newBuilder(Faces.ref(0))
            .setFaceId("door/" + i + "#0")
            .setSequence(i)
            .setCapturedAt(START.plusMillis(MILLIS * i))
            .setTrackId("7")
            .build();
    DetailedFace detailed =
        DetailedFace.newBuilder(Faces.detailed(model, 0))
            .setFace(ref)
            .setCoefficients(FaceRecords.toRecord(model.id(), face))
            .build();
    return ((Outcome.Done<FaceMesh>) stage.apply(List.of(detailed)).get(0)).outputs().get(0);
  }
}
