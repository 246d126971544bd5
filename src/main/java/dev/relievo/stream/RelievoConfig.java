package dev.relievo.stream;

import dev.relievo.nn.Precision;
import dev.relievo.stage.displace.DisplaceOptions;
import dev.relievo.stage.regress.RegressOptions;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

  /** To whom {@code relievo serve} shows metrics. */
  Http http();

  /** What every stage has. */
  StageOptions stage();

  /** What of a face's picture goes further than its detection. */
  @WithDefault("photographs")
  Privacy privacy();

  /** What of a face's picture goes further than its detection. */
  enum Privacy {
    /** The crop, and textures made of it. */
    PHOTOGRAPHS,
    /**
     * No pixel: {@code regress} leaves the crop out, and what follows has coefficients only. Meshes
     * then wear the model's albedo and have no relief. {@code regress} decides; the stages after it
     * go by what its records hold.
     */
    COEFFICIENTS
  }

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
     * instead for every face, however blurred: 1 to see all that the network is sure of, 0.5 for
     * milder faces.
     */
    @WithDefault("auto")
    String gate();

    /**
     * In which numbers the network computes on a CPU: {@code float32}; {@code bfloat16}, which
     * needs a processor that multiplies such numbers and takes less than half of the time with AMX,
     * half to two thirds of it with AVX-512 ({@code amx_bf16}, {@code avx512_bf16} in
     * /proc/cpuinfo); {@code auto}, the second where the processor can, else the first.
     */
    @WithDefault("auto")
    Precision precision();
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

    /**
     * A process silent for this long loses its partitions. What stages remember of faces is small
     * and read again in a moment by whoever takes over: 10s is safe.
     */
    @WithDefault("10s")
    Duration sessionTimeout();

    /**
     * Longest transaction under exactly-once. So long may a process that was killed hold up whoever
     * takes over and whoever reads its answers, so short must a few batches and a commit be: a
     * transaction that takes longer is done again.
     */
    @WithDefault("30s")
    Duration transactionTimeout();

    /**
     * How long a producer waits for more records to send along. Kafka Streams' own 100ms would be
     * 500ms over the five hops of the chain.
     */
    @WithDefault("0ms")
    Duration linger();

    /** Who this process is to the cluster, and which cluster it trusts. */
    Security security();

    /**
     * Any other client setting, for instance {@code relievo.kafka.properties."sasl.mechanism"};
     * goes before what the options here make.
     */
    Map<String, String> properties();
  }

  /**
   * Who this process is to the cluster, and which cluster it trusts. With a user name clients
   * authenticate by SASL/SCRAM-SHA-512 over TLS; with trusted certificates only, they use TLS.
   */
  interface Security {

    /** The user of this process, such as {@code relievo-detect}; see {@code relievo acls}. */
    Optional<String> username();

    /** The user's password. Better in the environment than in a command line, which others see. */
    Optional<String> password();

    /** File that holds the user's password and nothing else, as container secrets are mounted. */
    Optional<Path> passwordFile();

    /**
     * File of the certificates, in PEM, that vouch for the brokers; unless set, those that Java
     * ships with do.
     */
    Optional<Path> trustCertificates();
  }

  /**
   * To whom {@code relievo serve} shows metrics. Where it listens is Quarkus' to say: {@code
   * quarkus.http.host} (127.0.0.1, this machine only, unless told otherwise; 0.0.0.0 is every
   * address, as containers need it), {@code quarkus.http.port} and {@code quarkus.http.ssl}.
   */
  interface Http {

    /**
     * {@code basic}: whoever asks for more than health gives the user and the password below;
     * {@code none}: nobody has to. Unset, it is basic where there is a password, else none, and
     * where the address is not this machine's a warning asks for a choice.
     */
    Optional<Auth> auth();

    /** The user of basic authentication. */
    @WithDefault("relievo")
    String username();

    /** The user's password. */
    Optional<String> password();

    /** File that holds the user's password and nothing else, as container secrets are mounted. */
    Optional<Path> passwordFile();
  }

  /** Who has to say who they are. */
  enum Auth {
    /** Nobody. */
    NONE,
    /** Everyone, by HTTP basic authentication (RFC 7617), except for health. */
    BASIC
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

    /** Copies of each partition; -1 is the cluster's default. From 3 on, 2 must have a record. */
    @WithDefault("-1")
    short replication();

    /** How long each topic keeps a record. */
    Retention retention();

    /**
     * The longest retention that a topic may have that holds faces, or may hold them, as dead
     * letters do; {@code relievo topics create} refuses more. Raise it where an archive takes
     * longer than a day to work off, and know who answers for the pictures.
     */
    @WithDefault("24h")
    Duration longestFaceRetention();

    /**
     * Most bytes of a partition, beyond which the oldest records go early, answered or not; -1 for
     * no limit. A safety belt for disks: a camera of 10 frames a second and 200 KiB each writes 7
     * GB an hour.
     */
    @WithDefault("-1")
    long partitionBytes();
  }

  /**
   * How long each topic keeps a record, at least 1m. The broker deletes whole segments, so that the
   * oldest picture goes after 1.25 times this and six minutes at the latest. Long enough for the
   * longest stop of the stage that reads the topic; what is deleted unread gets no answer.
   */
  interface Retention {

    /** {@code relievo.frames}; default 1h. */
    Optional<Duration> frames();

    /** {@code relievo.face-crops}; default 1h. */
    Optional<Duration> faceCrops();

    /** {@code relievo.coarse-faces}; default 1h. */
    Optional<Duration> coarseFaces();

    /** {@code relievo.uv-maps}; default 1h. */
    Optional<Duration> uvMaps();

    /** {@code relievo.detailed-faces}; default 1h. */
    Optional<Duration> detailedFaces();

    /** {@code relievo.meshes}; default 1h. */
    Optional<Duration> meshes();

    /** {@code relievo.frame-results}; default 24h. */
    Optional<Duration> frameResults();

    /** {@code relievo.face-results}; default 24h. */
    Optional<Duration> faceResults();

    /** {@code relievo.<stage>.dead-letters} of every stage; default 24h. */
    Optional<Duration> deadLetters();

    /**
     * {@code relievo-detect-tracks-changelog} and {@code relievo-regress-fusion-changelog}: what
     * these stages remember of faces that are in the picture; default 1h. After a longer stop they
     * begin new tracks.
     */
    Optional<Duration> tracks();
  }

  /** What every stage has. */
  interface StageOptions {

    /**
     * The stages that {@code relievo serve} runs where its command line names none, separated by
     * commas, or {@code all}: {@code RELIEVO_STAGE=detect}.
     */
    @WithParentName
    Optional<List<String>> names();

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

    /**
     * Most items that wait for a batch; a thread with one more waits for a place. As each thread
     * hands in one item at a time, more than there are threads never wait.
     */
    @WithDefault("128")
    int maxQueue();

    /** Longest wait for one result; after it the device counts as hung and the stage stops. */
    @WithDefault("60s")
    Duration timeout();

    /**
     * Most records that a thread takes at once, and works off before it asks for more, stops when
     * it is told to, or hands partitions over: the fewer, the sooner. {@code latest-per-camera}
     * takes more, of which it does few, see {@link Shed#mode()}.
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

  /** What is not worth doing any more under overload. */
  Shed shed();

  /** What is not worth doing any more under overload. */
  interface Shed {

    /**
     * {@code none}: everything is done, however late, as an archive wants it. {@code stale}: a
     * record past its deadline is answered SHED instead, without work. {@code latest-per-camera}:
     * that, and a frame of which a newer one of the same camera has been fetched. Set it alike for
     * every stage of a chain.
     */
    @WithDefault("none")
    ShedMode mode();

    /**
     * How long an answer is wanted for, from the broker's append time of the frame; where the
     * frame's header {@code deadline} says otherwise, that holds. 2s is 25 times what the chain
     * takes when it has nothing else to do, and about as long as a live picture is of use.
     */
    @WithDefault("2s")
    Duration deadline();

    /**
     * Whether the cameras' clocks agree with those of the brokers and of these processes. Deadlines
     * are then counted from the capture time, so that the way to the broker counts too. Otherwise
     * of a camera's times only their difference is used.
     */
    @WithDefault("false")
    boolean clocksSynchronised();
  }

  /** What is seen of single frames from outside. */
  TracingOptions tracing();

  /** What is logged. */
  LogOptions log();

  /** Traces; where there is no endpoint there are none, and they cost nothing. */
  interface TracingOptions {

    /**
     * Where spans go, by OTLP over HTTP, such as {@code http://localhost:4318/v1/traces}: any
     * OpenTelemetry collector. Set it for the publisher, which starts a frame's trace, and for each
     * stage.
     */
    Optional<String> endpoint();

    /**
     * Part of the frames that are traced, 0 to 1. The publisher decides by it, and a stage for
     * frames whose publisher did not; all for looking closely, 0.01 for cameras at 25 frames a
     * second.
     */
    @WithDefault("1")
    double ratio();
  }

  /** Logs, which go to standard error. */
  interface LogOptions {

    /**
     * One JSON object a line, for a collector of logs, instead of text for a person; in it {@code
     * mdc} has the stage, the camera, the sequence and the trace of the record that a line is
     * about.
     */
    @WithDefault("false")
    boolean json();
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

  /** Following faces from frame to frame. */
  Track track();

  /**
   * Following faces from frame to frame of a camera: {@code detect} gives them their track's id,
   * {@code regress} fuses and filters along it. Times are capture times.
   */
  interface Track {

    /**
     * Whether faces are followed. Off, every frame is a photograph of its own. Set it alike for
     * {@code detect} and {@code regress}.
     */
    @WithDefault("true")
    boolean enabled();

    /**
     * Longest time between two frames that show a face and are of one track, above 0 and at most
     * 1m. 1s bridges a head that turned away or frames that were shed, and keeps photographs apart
     * that only share a camera's id.
     */
    @WithDefault("1s")
    Duration gap();

    /**
     * Frames that the mean of identity and albedo reaches back. 300 is ten seconds of video: long
     * enough to stand still, short enough to outlive a bad beginning.
     */
    @WithDefault("300")
    int memory();

    /**
     * Cut-off frequency of pose, expression and light at rest, Hz (One Euro's minimum cut-off):
     * what trembles faster is smoothed. Lower is calmer and slower to start moving.
     */
    @WithDefault("0.5")
    double rest();

    /**
     * Hz that the cut-off rises by for each radian, or blendshape, a second (One Euro's beta). The
     * more, the less a movement is delayed, and the less is smoothed in it. By 24 a head that turns
     * by 10 degrees a second or more is shown less than 40 ms late.
     */
    @WithDefault("24")
    double response();
  }
}
