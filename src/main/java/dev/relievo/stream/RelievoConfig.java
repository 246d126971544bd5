package dev.relievo.stream;

import dev.relievo.stage.displace.DisplaceOptions;
import dev.relievo.stage.regress.RegressOptions;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every option of Relievo. Set by {@code -Drelievo.stage.threads=16}, the environment ({@code
 * RELIEVO_STAGE_THREADS=16}) or {@code config/application.properties} in the working directory.
 * Durations are like {@code 30s}, {@code 2ms} or {@code PT1M}.
 */
@ConfigMapping(prefix = "relievo")
public interface RelievoConfig {

  /** Folder of the face model and the networks' weights; the launcher sets it. */
  @WithDefault("models")
  Path models();

  /** The cluster. */
  Kafka kafka();

  /** Topics, as {@code relievo topics create} makes them. */
  TopicOptions topics();

  /** What every stage has. */
  StageOptions stage();

  /** How coefficients are found. */
  Regress regress();

  /**
   * Where the networks of {@code regress} and {@code displace} run: {@code cpu}, {@code gpu:N}, or
   * {@code auto}, the first GPU that there is, else the CPU. Detection stays on the CPU, where
   * frames are decoded.
   */
  @WithDefault("auto")
  String device();

  /** How coefficients are found. */
  interface Regress {

    /**
     * {@code network}, or {@code fit}, its slower reference, which also serves where the models
     * folder has no network.
     */
    @WithDefault("network")
    RegressOptions.Method method();

    /** Whether the network's pose is fitted to the landmarks once more, its shape held. */
    @WithDefault("false")
    boolean refinePose();

    /**
     * Whether light and albedo are solved for once more from the crop's skin, around the network's
     * and with its shape held. On, as colours are then explained about as well as by the fit; off
     * saves one to two milliseconds a face where only geometry is wanted.
     */
    @WithDefault("true")
    boolean refineLight();
  }

  /** How relief is found. */
  Displace displace();

  /** How relief is found. */
  interface Displace {

    /**
     * {@code network}, or {@code none}, which leaves every face as its coarse mesh is; so they also
     * stay where the models folder has no network for relief.
     */
    @WithDefault("network")
    DisplaceOptions.Method method();

    /**
     * How much of the relief found is used, as a factor from 0 (none) to 1 (all). {@code auto}:
     * what the photograph bears out, face by face, from its sharpness, its pixels a millimetre,
     * what of the face it shows and what the coarse face leaves unexplained. A number is used
     * instead for every face, however blurred: 1 to see all that the network says, 0.5 for milder
     * faces.
     */
    @WithDefault("auto")
    String gate();
  }

  /** Finding faces. */
  DetectOptions detect();

  /** Unwrapping. */
  UnwrapOptions unwrap();

  /** The cluster. */
  interface Kafka {

    /** Brokers, host:port separated by commas. */
    @WithDefault("localhost:9092")
    String bootstrapServers();

    /**
     * {@code at_least_once} or {@code exactly_once_v2}. At least once: a crash repeats answers,
     * never loses one, and every answer has an id to tell by; exactly once costs a transaction a
     * commit.
     */
    @WithDefault("at_least_once")
    String processingGuarantee();

    /**
     * How often offsets are committed. What is done again after a crash is at most this old; under
     * exactly-once a reader waits this long for each hop, so it is shortened there (100ms).
     */
    @WithDefault("1s")
    Duration commitInterval();

    /** A process silent for this long loses its partitions. Stages hold no state: 10s is safe. */
    @WithDefault("10s")
    Duration sessionTimeout();

    /**
     * How long a producer waits for more records to send along. Kafka Streams' own 100ms would be
     * 500ms over the five hops of the chain.
     */
    @WithDefault("0ms")
    Duration linger();

    /** Any other client setting, for instance {@code relievo.kafka.properties."sasl.mechanism"}. */
    Map<String, String> properties();
  }

  /** Topics. */
  interface TopicOptions {

    /**
     * Partitions of every topic, the same for all so that a camera stays in its partition number.
     * At least processes x batch: a batch is never larger than the partitions that are being worked
     * on.
     */
    @WithDefault("24")
    int partitions();

    /** Copies of each partition; -1 is the cluster's default. */
    @WithDefault("-1")
    short replication();
  }

  /** What every stage has. */
  interface StageOptions {

    /**
     * Stream threads a stage. They mostly wait for the batcher, so more of them than cores is fine:
     * 4 on a laptop that runs every stage, 16 for a stage that has a GPU to itself.
     */
    @WithDefault("4")
    int threads();

    /** Most items a batch; a batch is also no larger than the threads. */
    @WithDefault("16")
    int maxBatch();

    /**
     * How long the first item of a batch waits for others. Small against a hop (5 to 20 ms), large
     * against the spread of records that were fetched together.
     */
    @WithDefault("1ms")
    Duration maxDelay();

    /** Longest wait for one result; after it the device counts as hung and the stage stops. */
    @WithDefault("60s")
    Duration timeout();

    /**
     * Most records a fetch hands to a thread, and most it buffers a partition. These count records,
     * not bytes: at 16 MiB a frame, Kafka's 500 would be 8 GiB.
     */
    @WithDefault("16")
    int maxPollRecords();

    /**
     * Whether dead letters hold the record's raw value where it fits. Off, as it may be a picture
     * of a person; the letter says where the record lies.
     */
    @WithDefault("false")
    boolean deadLetterPayload();
  }

  /** Finding faces. */
  interface DetectOptions {

    /**
     * A face box of at least this part of the frame's shorter side means portrait distance: smaller
     * faces are then not searched for, which is what makes a portrait three times as fast. {@code
     * Infinity} searches every frame, for groups of people behind one who is near.
     */
    @WithDefault("0.35")
    float nearFace();
  }

  /** Unwrapping. */
  interface UnwrapOptions {

    /**
     * Side of the UV maps in texels, a power of two. 256 is 1.2 mm a texel; 512 holds what a crop
     * of 512 pixels shows and costs three times as much.
     */
    @WithDefault("256")
    int size();
  }

  /** The viewer. */
  Web web();

  /** The viewer, in a process that was started with it. */
  interface Web {

    /** Last faces that are kept in memory with their photographs, about a megabyte each. */
    @WithDefault("48")
    int faces();

    /** Cameras on the wall; those heard of least lately go first. */
    @WithDefault("24")
    int cameras();

    /**
     * Memory for the newest frames, MiB as they were published. A frame is shown when its faces are
     * through, so this must hold what cameras publish in the meantime.
     */
    @WithDefault("96")
    int frameMegabytes();

    /** How long {@code POST /api/reconstruct} waits for the stages. */
    @WithDefault("30s")
    Duration patience();

    /**
     * Names by which browsers may call this server, besides {@code localhost} and addresses as
     * numbers. A page of another site could otherwise give its own name this server's address and
     * read faces through the browser of somebody who may.
     */
    Optional<Set<String>> hosts();
  }
}
