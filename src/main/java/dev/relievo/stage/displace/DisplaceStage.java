package dev.relievo.stage.displace;

import dev.relievo.export.DisplacementImages;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.NoImage;
import dev.relievo.nn.DetailNetwork;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.RejectReason;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.BatchMethod;
import dev.relievo.stage.ModelTrail;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.PixelFree;
import dev.relievo.stage.SidePool;
import dev.relievo.stage.Stage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * From a face in UV space to its relief: how far the surface stands out of the coarse mesh.
 *
 * <p>Input {@link UnwrappedFace}, output {@link DetailedFace}, one an input; landmarks,
 * coefficients, texture and visibility are carried through as they came. Fails with INVALID_RECORD
 * where the coefficients are malformed, not finite or of another face model, or where the maps are
 * not of one size; with the decoder's reason where one cannot be read; with NOT_CONVERGED where the
 * method's answer is no relief. A face whose texture was left out ({@link NoImage}) goes on as its
 * coarse mesh is. A second thread helps with what is done face by face. Not safe to share between
 * threads.
 */
public final class DisplaceStage implements Stage<UnwrappedFace, DetailedFace> {

  /** What records name the absence of a method by. */
  public static final String FLAT = "flat";

  private final MorphableModel model;
  private final ReliefMethod method;
  private final SidePool pool;
  private final BatchMethod<UnwrappedFace, ReliefInput, Relief, DetailedFace> steps;

  /** A stage of one method; closes it, and the pool, with itself. */
  DisplaceStage(MorphableModel model, ReliefMethod method, SidePool pool) {
    this.model = model;
    this.method = method;
    this.pool = pool;
    steps = new BatchMethod<>(this::read, method::relief, this::write);
  }

  /** A stage that leaves every face as its coarse mesh is. */
  public static DisplaceStage flat(MorphableModel model) {
    return new DisplaceStage(model, new FlatMethod(), new SidePool("displace"));
  }

  /**
   * A stage that asks a network; closes it with itself.
   *
   * @param id what records name the network by
   * @param gate 0 to 1, in place of what the evidence says of each face
   * @throws IllegalArgumentException where the network is not of this face model and stage
   */
  public static DisplaceStage network(
      MorphableModel model, DetailNetwork network, String id, Optional<Float> gate) {
    SidePool pool = new SidePool("displace");
    return new DisplaceStage(model, new NetworkMethod(model, network, id, gate, pool), pool);
  }

  /** What records name the method by. */
  public String method() {
    return method.id();
  }

  @Override
  public List<Outcome<DetailedFace>> apply(List<UnwrappedFace> batch) {
    return PixelFree.apply(
        batch,
        face -> NoImage.is(face.getTexture()),
        DisplaceStage::pass,
        faces -> steps.apply(faces, pool));
  }

  private static DetailedFace pass(UnwrappedFace face) {
    return DetailedFace.newBuilder()
        .setFace(ModelTrail.append(face.getFace(), FLAT))
        .setLandmarks(face.getLandmarks())
        .setCoefficients(face.getCoefficients())
        .setTexture(NoImage.make())
        .setVisibility(NoImage.make())
        .setDisplacement(NoImage.make())
        .setDisplacementScale(DisplacementImages.SCALE)
        .setConfidence(NoImage.make())
        .setGate(0)
        .build();
  }

  @Override
  public void warmUp(int maxBatch) {
    method.warmUp(maxBatch);
  }

  private Outcome<ReliefInput> read(UnwrappedFace face) {
    try {
      return Outcome.done(ReliefInput.of(face, model));
    } catch (ImageRejectedException e) {
      return Outcome.failed(e.reason(), noRelief(face, e));
    } catch (IllegalArgumentException e) {
      return Outcome.failed(RejectReason.INVALID_RECORD, noRelief(face, e));
    }
  }

  private Outcome<DetailedFace> write(UnwrappedFace face, Relief relief) {
    try {
      return Outcome.done(record(face, relief));
    } catch (IllegalArgumentException e) {
      return Outcome.failed(RejectReason.NOT_CONVERGED, noRelief(face, e));
    }
  }

  private DetailedFace record(UnwrappedFace face, Relief relief) {
    return DetailedFace.newBuilder()
        .setFace(ModelTrail.append(face.getFace(), method.id()))
        .setLandmarks(face.getLandmarks())
        .setCoefficients(face.getCoefficients())
        .setTexture(face.getTexture())
        .setVisibility(face.getVisibility())
        .setDisplacement(DisplacementImages.encode(relief.map()))
        .setDisplacementScale(DisplacementImages.SCALE)
        .setConfidence(confidence(relief))
        .setGate(relief.gate())
        .build();
  }

  private static EncodedImage confidence(Relief relief) {
    int size = relief.map().size();
    byte[] png = ImageEncoder.greyPng(relief.confidence(), size, size);
    return new EncodedImage(size, size, ImageEncoding.PNG, ByteBuffer.wrap(png));
  }

  private static String noRelief(UnwrappedFace face, Exception cause) {
    return "no relief for the face " + face.getFace().getFaceId() + ": " + cause.getMessage();
  }

  @Override
  public void close() {
    method.close();
    pool.close();
  }
}
