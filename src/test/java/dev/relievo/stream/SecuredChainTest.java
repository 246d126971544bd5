package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.relievo.record.FaceStatus;
import dev.relievo.record.FrameStatus;
import dev.relievo.stage.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chain with one user a stage, on a broker that enforces who may do what. */
class SecuredChainTest {

  private static final Duration PATIENCE = Duration.ofSeconds(180);

  /** What a record becomes in each topic's partition 0, so that whoever may read sees something. */
  private static final byte[] PROBE = "probe".getBytes(StandardCharsets.UTF_8);

  /** Written out here on purpose: what each user may read, then what it may write. */
  private static final Map<String, List<Set<String>>> ALLOWED =
      Map.of(
          "detect",
          List.of(
              Set.of("relievo.frames", "relievo-detect-tracks-changelog"),
              Set.of(
                  "relievo.face-crops",
                  "relievo.frame-results",
                  "relievo.detect.dead-letters",
                  "relievo-detect-tracks-changelog")),
          "regress",
          List.of(
              Set.of("relievo.face-crops", "relievo-regress-fusion-changelog"),
              Set.of(
                  "relievo.coarse-faces",
                  "relievo.face-results",
                  "relievo.regress.dead-letters",
                  "relievo-regress-fusion-changelog")),
          "unwrap",
          List.of(
              Set.of("relievo.coarse-faces"),
              Set.of("relievo.uv-maps", "relievo.face-results", "relievo.unwrap.dead-letters")),
          "displace",
          List.of(
              Set.of("relievo.uv-maps"),
              Set.of(
                  "relievo.detailed-faces",
                  "relievo.face-results",
                  "relievo.displace.dead-letters")),
          "mesh",
          List.of(
              Set.of("relievo.detailed-faces"),
              Set.of("relievo.meshes", "relievo.face-results", "relievo.mesh.dead-letters")),
          "publisher",
          List.of(Set.of(), Set.of("relievo.frames")),
          "watcher",
          List.of(
              Set.of("relievo.frame-results", "relievo.face-results", "relievo.meshes"), Set.of()),
          "viewer",
          List.of(
              Set.of(
                  "relievo.frames",
                  "relievo.frame-results",
                  "relievo.face-results",
                  "relievo.meshes"),
              Set.of("relievo.frames")),
          "scaler",
          List.of(Set.of(), Set.of()),
          "operator",
          List.of(Set.of(), Set.of()));

  @TempDir private static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = SecuredBroker.start(folder);
    addUsers("alo-", false);
    addUsers("eos-", true);
    // Topics are made by the operator's user, so that its rights are tried too.
    try (TopicAdmin admin = new TopicAdmin(broker.settings("alo-operator"))) {
      admin.create(Topics.onBroker(), 2, (short) 1);
      assertThat(admin.describe(Topics.onBroker())).hasSize(Topics.onBroker().size());
    }
  }

  private static void addUsers(String prefix, boolean exactlyOnce) throws Exception {
    List<Role> roles = Role.all(exactlyOnce);
    broker.add(roles.stream().map(role -> prefix + role.name()).toList());
    try (AclAdmin admin = new AclAdmin(broker.asAdmin())) {
      assertThat(admin.create(roles, prefix))
          .extracting(AclAdmin.Right::state)
          .containsOnly(AclAdmin.State.CREATED);
      // The controller has them at once, the broker a moment later.
      await().atMost(PATIENCE).until(() -> areThere(admin.create(roles, prefix)));
    }
  }

  private static boolean areThere(List<AclAdmin.Right> rights) {
    return rights.stream().allMatch(right -> right.state() == AclAdmin.State.UNCHANGED);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"alo-", "eos-"})
  void shouldTakeRecordsThroughTheChainWithOneUserAStage(String users) throws Exception {
    List<ChainEvent> events = new ArrayList<>();
    try (Runners runners = new Runners(users);
        ChainReader reader =
            new ChainReader(broker.settings(users + "watcher"), ChainReader.From.NOW)) {
      runners.start(Chain.detect(), new Remembering<>(TextStages.detect(), new CountingMemory()));
      runners.start(Chain.regress(), TextStages.regress());
      runners.start(Chain.unwrap(), TextStages.unwrap());
      runners.start(Chain.displace(), TextStages.displace());
      runners.start(Chain.mesh(), TextStages.mesh());
      publish(users);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                runners.check();
                events.addAll(reader.poll(Duration.ofMillis(200)));
                return meshes(events) >= 2 && results(events, users) >= 3 && frames(events) >= 3;
              });
    }
    assertThat(events)
        .filteredOn(ChainEvent.FaceAnswered.class::isInstance)
        .extracting(event -> ((ChainEvent.FaceAnswered) event).result().getStatus())
        .containsExactlyInAnyOrder(FaceStatus.MESHED, FaceStatus.MESHED, FaceStatus.FAILED);
    assertThat(events)
        .filteredOn(ChainEvent.FrameAnswered.class::isInstance)
        .extracting(event -> ((ChainEvent.FrameAnswered) event).result().getStatus())
        .containsExactlyInAnyOrder(FrameStatus.FACES, FrameStatus.FACES, FrameStatus.NO_FACE);
    assertReviewed(users);
  }

  /** What was no frame has a letter; the reviewer's user looks at it and replays its record. */
  private static void assertReviewed(String users) {
    KafkaSettings settings = broker.settings(users + "reviewer");
    try (LetterReader reader = new LetterReader(settings);
        LetterReplayer replayer = new LetterReplayer(settings, reader, 3, false)) {
      Letter letter = reader.list(LetterFilter.ALL, 1, LetterReader.Keep.NEWEST).letters().get(0);
      assertThat(reader.describeSource(letter).present()).isTrue();
      assertThat(replayer.replay(letter)).isInstanceOf(ReplayResult.Replayed.class);
      assertThat(reader.find(letter.id()).orElseThrow().replayedAs()).isNotNull();
    }
  }

  /**
   * Two faces that are meshed, one that fails in regress, a picture of none, and no frame at all.
   */
  private static void publish(String users) throws Exception {
    try (FramePublisher publisher = new FramePublisher(broker.settings(users + "publisher"));
        KafkaProducer<byte[], byte[]> raw =
            new KafkaProducer<>(broker.settings(users + "publisher").producer())) {
      raw.send(new ProducerRecord<>("relievo.frames", PROBE, PROBE)).get();
      publisher.publish(SampleRecords.frame(users, 0, "faces 2")).join();
      publisher.publish(SampleRecords.frame(users, 1, "faces 1 lost")).join();
      publisher.publish(SampleRecords.frame(users, 2, "empty")).join();
    }
  }

  private static long meshes(List<ChainEvent> events) {
    return events.stream().filter(ChainEvent.Meshed.class::isInstance).count();
  }

  private static long frames(List<ChainEvent> events) {
    return events.stream().filter(ChainEvent.FrameAnswered.class::isInstance).count();
  }

  private static long results(List<ChainEvent> events, String camera) {
    return events.stream()
        .filter(ChainEvent.FaceAnswered.class::isInstance)
        .filter(e -> ((ChainEvent.FaceAnswered) e).result().getFace().getCameraId().equals(camera))
        .count();
  }

  /** A process a stage, each with the settings of its own user. */
  private static final class Runners implements AutoCloseable {

    private final String users;
    private final List<StageRunner> runners = new ArrayList<>();

    Runners(String users) {
      this.users = users;
    }

    <I extends SpecificRecord, O extends SpecificRecord, A extends SpecificRecord> void start(
        StageDefinition<I, O, A> definition, Stage<I, O> stage) throws InterruptedException {
      String guarantee = users.equals("eos-") ? "exactly_once_v2" : "at_least_once";
      RelievoConfig config =
          broker.config(
              users + definition.name(),
              Map.of(
                  "relievo.kafka.processing-guarantee", guarantee, "relievo.stage.threads", "1"));
      StageRunner runner = runner(config);
      runners.add(runner);
      runner.start(definition, stage);
      runner.awaitReady(PATIENCE);
    }

    void check() {
      assertThat(runners).extracting(StageRunner::failure).containsOnlyNulls();
    }

    @Override
    public void close() {
      runners.parallelStream().forEach(StageRunner::close);
    }
  }

  @Test
  void shouldKeepEachUserFromWhatIsNotItsOwn() throws Exception {
    probeEveryTopic();
    Map<String, List<Set<String>>> found = new HashMap<>();
    for (String role : ALLOWED.keySet()) {
      KafkaSettings settings = broker.settings("eos-" + role);
      found.put(role, List.of(readable(settings), writable(settings)));
    }
    assertThat(found).isEqualTo(ALLOWED);
  }

  private static void probeEveryTopic() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(broker.asAdmin().producer())) {
      for (Topic<?> topic : Topics.onBroker()) {
        producer.send(new ProducerRecord<>(topic.name(), 0, PROBE, PROBE)).get();
      }
    }
  }

  private static Set<String> readable(KafkaSettings settings) {
    Set<String> readable = new TreeSet<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
      for (Topic<?> topic : Topics.onBroker()) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
        if (reads(consumer)) {
          readable.add(topic.name());
        }
      }
    }
    return readable;
  }

  private static boolean reads(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      await().atMost(PATIENCE).until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
      return true;
    } catch (TopicAuthorizationException e) {
      return false;
    }
  }

  private static Set<String> writable(KafkaSettings settings) throws InterruptedException {
    Map<String, Object> plain = new HashMap<>(settings.producer());
    plain.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    Set<String> writable = new TreeSet<>();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(plain)) {
      for (Topic<?> topic : Topics.onBroker()) {
        try {
          producer.send(new ProducerRecord<>(topic.name(), 0, PROBE, PROBE)).get();
          writable.add(topic.name());
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(AuthorizationException.class);
        }
      }
    }
    return writable;
  }

  @Test
  void shouldKeepAStageOutOfAnothersGroupAndTransactions() {
    KafkaSettings detect = broker.settings("eos-detect");
    Map<String, Object> inGroup = new HashMap<>(detect.consumer());
    inGroup.put(ConsumerConfig.GROUP_ID_CONFIG, "relievo-regress");
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(inGroup)) {
      consumer.subscribe(List.of("relievo.frames"));
      assertThatThrownBy(() -> await().forever().until(() -> !consumer.poll(PATIENCE).isEmpty()))
          .isInstanceOf(GroupAuthorizationException.class);
    }
    Map<String, Object> transactional = new HashMap<>(detect.producer());
    transactional.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "relievo-regress-1");
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(transactional)) {
      assertThatThrownBy(producer::initTransactions)
          .isInstanceOf(TransactionalIdAuthorizationException.class);
    }
  }

  @Test
  void shouldLetTheScalerSeeLagsAndNothingElse() throws Exception {
    try (Admin admin = Admin.create(broker.settings("alo-scaler").admin())) {
      assertThat(admin.listConsumerGroupOffsets("relievo-detect").all().get())
          .containsKey("relievo-detect");
      assertThat(admin.describeTopics(Set.of("relievo.frames")).allTopicNames().get()).hasSize(1);
      assertThatThrownBy(() -> admin.deleteTopics(Set.of("relievo.frames")).all().get())
          .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void shouldSayWhichRightsAreThereAndWhichAreTooMany() {
    List<Role> roles = Role.all(false);
    try (AclAdmin admin = new AclAdmin(broker.asAdmin())) {
      assertThat(admin.create(roles, "alo-"))
          .extracting(AclAdmin.Right::state)
          .containsOnly(AclAdmin.State.UNCHANGED);
      assertThat(admin.create(roles, "eos-"))
          .filteredOn(right -> right.state() == AclAdmin.State.BEYOND)
          .extracting(right -> right.principal() + " " + right.grant())
          .containsExactlyInAnyOrderElementsOf(
              Chain.STAGES.stream()
                  .map(s -> "User:eos-%s WRITE transactional-id relievo-%s-*".formatted(s, s))
                  .toList());
    }
  }

  @Test
  void shouldNotStartAStageWhoseUserMayNotSeeItsSource() {
    RelievoConfig config = broker.config("alo-regress", Map.of());
    try (StageRunner runner = runner(config)) {
      assertThatThrownBy(() -> runner.start(Chain.detect(), TextStages.detect()))
          .isInstanceOf(KafkaUnavailableException.class)
          .hasMessageContaining("no topic relievo.frames")
          .hasMessageContaining("relievo acls");
    }
  }

  @Test
  void shouldStopAStageWhoseUserLosesItsRights() throws Exception {
    broker.add(List.of("brief-mesh"));
    Role mesh = Role.of(Chain.mesh(), false);
    try (AclAdmin admin = new AclAdmin(broker.asAdmin())) {
      await().atMost(PATIENCE).until(() -> areThere(admin.create(List.of(mesh), "brief-")));
    }
    RelievoConfig config = broker.config("brief-mesh", Map.of("relievo.stage.threads", "1"));
    try (StageRunner runner = runner(config)) {
      runner.start(Chain.mesh(), TextStages.mesh());
      runner.awaitReady(PATIENCE);
      takeAllRightsOf("User:brief-mesh");
      await().atMost(PATIENCE).until(() -> runner.failure() != null);
      assertThat(runner.failure()).isInstanceOf(AuthorizationException.class);
      await().atMost(PATIENCE).until(() -> !runner.isReady());
    }
  }

  private static void takeAllRightsOf(String principal) throws Exception {
    try (Admin admin = Admin.create(broker.asAdmin().admin())) {
      AclBindingFilter all =
          new AclBindingFilter(
              ResourcePatternFilter.ANY,
              new AccessControlEntryFilter(
                  principal, null, AclOperation.ANY, AclPermissionType.ANY));
      assertThat(admin.deleteAcls(List.of(all)).all().get()).isNotEmpty();
    }
  }

  private static StageRunner runner(RelievoConfig config) {
    return new StageRunner(config, KafkaSettings.of(config), new SimpleMeterRegistry());
  }
}
