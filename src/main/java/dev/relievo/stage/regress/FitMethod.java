package dev.relievo.stage.regress;

import dev.relievo.face.MorphableModel;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import java.util.List;

/** The reference: {@link FaceFit}, one face after the other, from whole crops. */
public final class FitMethod implements RegressMethod {

  /** What records name it by; changes whenever its faces change. */
  public static final String ID = "fit-1";

  private final FaceFit fit;

  FitMethod(MorphableModel model) {
    fit = new FaceFit(model);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int leastSide() {
    return Integer.MAX_VALUE;
  }

  @Override
  public List<Outcome<FaceFit.Fitted>> regress(List<FaceInput> faces) {
    return faces.stream().map(this::fit).toList();
  }

  private Outcome<FaceFit.Fitted> fit(FaceInput face) {
    try {
      return Outcome.done(
          fit.fit(face.landmarks(), face.camera(), face.cropToFrame(), face.crop().image()));
    } catch (ArithmeticException e) {
      return Outcome.failed(RejectReason.NOT_CONVERGED, e.getMessage());
    }
  }
}
