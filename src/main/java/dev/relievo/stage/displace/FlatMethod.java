package dev.relievo.stage.displace;

import dev.relievo.face.DisplacementMap;
import dev.relievo.stage.Outcome;
import java.util.List;

/** No relief: every face stays as its coarse mesh is. */
final class FlatMethod implements ReliefMethod {

  @Override
  public String id() {
    return DisplaceStage.FLAT;
  }

  @Override
  public List<Outcome<Relief>> relief(List<ReliefInput> faces) {
    return faces.stream().map(face -> Outcome.done(flat(face.texture().width()))).toList();
  }

  private static Relief flat(int size) {
    return new Relief(DisplacementMap.flat(size), new byte[size * size], 0);
  }
}
