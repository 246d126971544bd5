package dev.relievo.stage;

import dev.relievo.face.MorphableModel;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.nn.DetailNetwork;
import dev.relievo.nn.FaceDetectorOptions;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.Frame;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.detect.DetectStage;
import dev.relievo.stage.displace.DisplaceOptions;
import dev.relievo.stage.displace.DisplaceStage;
import dev.relievo.stage.mesh.MeshStage;
import dev.relievo.stage.regress.RegressOptions;
import dev.relievo.stage.regress.RegressStage;
import dev.relievo.stage.unwrap.UnwrapStage;
import dev.relievo.tensor.ModelStore;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Makes the stages from the files of the models' folder. Each call makes a stage of its own. */
public final class Stages {

  private static final String FACE_MODEL = "relievo-face";

  private static final Logger LOG = Logger.getLogger(Stages.class);

  private final ModelStore store;
  private final FaceDetectorOptions detection;
  private final RegressOptions regress;
  private final int mapSize;
  private final DisplaceOptions displace;
  private final TrackOptions track;
  private MorphableModel model;

  /**
   * Loads nothing yet; default options.
   *
   * @param models folder of the face model and the networks' weights
   */
  public Stages(Path models) {
    this(models, RegressOptions.DEFAULT);
  }

  /**
   * Loads nothing yet; default options of the other stages.
   *
   * @param models folder of the face model and the networks' weights
   * @param regress how coefficients are found
   */
  public Stages(Path models, RegressOptions regress) {
    this(
        models,
        FaceDetectorOptions.DEFAULT,
        regress,
        UnwrapStage.DEFAULT_SIZE,
        DisplaceOptions.DEFAULT);
  }

  /** Loads nothing yet; faces are followed as {@link TrackOptions#DEFAULT} says. */
  public Stages(
      Path models,
      FaceDetectorOptions detection,
      RegressOptions regress,
      int mapSize,
      DisplaceOptions displace) {
    this(models, detection, regress, mapSize, displace, TrackOptions.DEFAULT);
  }

  /**
   * Loads nothing yet.
   *
   * @param models folder of the face model and the networks' weights
   * @param detection which faces are looked for
   * @param regress how coefficients are found
   * @param mapSize side of the UV maps in texels, a power of two
   * @param displace how relief is found
   * @param track how faces are followed from frame to frame, in the stream
   */
  public Stages(
      Path models,
      FaceDetectorOptions detection,
      RegressOptions regress,
      int mapSize,
      DisplaceOptions displace,
      TrackOptions track) {
    store = new ModelStore(models);
    this.detection = detection;
    this.regress = regress;
    this.mapSize = mapSize;
    this.displace = displace;
    this.track = track;
  }

  /** The face model; loaded once. */
  public synchronized MorphableModel model() {
    if (model == null) {
      model = MorphableModel.of(store.load(FACE_MODEL));
    }
    return model;
  }

  /** Frames to faces. */
  public Stage<Frame, FaceCrop> detect() {
    return new DetectStage(store, detection, track);
  }

  /** Faces to coefficients. */
  public RegressStage regress() {
    RegressStage stage = chosen().following(track);
    return regress.carryCrop() ? stage : stage.withoutCrop();
  }

  private RegressStage chosen() {
    if (regress.method() == RegressOptions.Method.FIT) {
      return RegressStage.fit(model());
    }
    if (!hasNetwork()) {
      LOG.info("the models folder has no " + CoarseNetwork.MODEL + ": faces are fitted instead");
      return RegressStage.fit(model());
    }
    return network();
  }

  /** Whether there is a network to regress with. */
  public boolean hasNetwork() {
    return has(CoarseNetwork.MODEL);
  }

  private boolean has(String name) {
    return store.manifest().models().stream().anyMatch(m -> m.name().equals(name));
  }

  /**
   * Faces to coefficients by the network.
   *
   * @throws IllegalArgumentException where there is none, or it belongs to another face model
   */
  public RegressStage network() {
    CoarseNetwork network =
        CoarseNetwork.of(
            store.load(CoarseNetwork.MODEL),
            CoarseNetwork.MODEL,
            NetworkDevice.of(regress.device()));
    return RegressStage.network(
        model(),
        network,
        store.id(CoarseNetwork.MODEL),
        regress.refinePose(),
        regress.refineLight());
  }

  /** Coefficients to UV maps. */
  public Stage<CoarseFace, UnwrappedFace> unwrap() {
    return new UnwrapStage(model(), mapSize);
  }

  /** UV maps to relief. */
  public DisplaceStage displace() {
    if (displace.method() == DisplaceOptions.Method.NONE) {
      return DisplaceStage.flat(model());
    }
    if (!has(DetailNetwork.MODEL)) {
      LOG.info("the models folder has no " + DetailNetwork.MODEL + ": faces stay without relief");
      return DisplaceStage.flat(model());
    }
    DetailNetwork network =
        DetailNetwork.of(
            store.load(DetailNetwork.MODEL),
            DetailNetwork.MODEL,
            NetworkDevice.of(displace.device()).computing(displace.precision()));
    return DisplaceStage.network(model(), network, store.id(DetailNetwork.MODEL), displace.gate());
  }

  /** Relief to meshes. */
  public Stage<DetailedFace, FaceMesh> mesh() {
    return new MeshStage(model());
  }

  /** All of them, one after the other. */
  public OfflineChain offline() {
    return new OfflineChain(detect(), regress(), unwrap(), displace(), mesh());
  }
}
