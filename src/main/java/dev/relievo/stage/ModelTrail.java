package dev.relievo.stage;

import dev.relievo.record.FaceRef;
import java.util.ArrayList;
import java.util.List;

/** The ids of models that a face has passed, in {@link FaceRef}. */
public final class ModelTrail {

  private ModelTrail() {}

  /** The same face with further models, each listed once. */
  public static FaceRef append(FaceRef face, String... models) {
    List<String> trail = new ArrayList<>(face.getModels());
    for (String model : models) {
      if (!trail.contains(model)) {
        trail.add(model);
      }
    }
    return FaceRef.newBuilder(face).setModels(trail).build();
  }
}
