package dev.relievo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.stream.Chain;
import dev.relievo.stream.StageDefinition;
import dev.relievo.stream.TestConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files for deployment name what the code has, and agree with each other. */
class DeploymentFilesTest {

  private static final Path COMPOSE = Path.of("docker-compose.yml");
  private static final Path KUBERNETES = Path.of("deploy/kubernetes");
  private static final Path BASE = KUBERNETES.resolve("base");
  private static final Pattern OPTION = Pattern.compile("\\bRELIEVO_[A-Z_]+\\b");
  private static final String POD = "spec.template.spec";

  /** Variables that are compose's or kustomize's own, not the application's. */
  private static final Pattern OTHERS =
      Pattern.compile("RELIEVO_(IMAGE|LIBTORCH|(DETECT|REGRESS|UNWRAP|DISPLACE|MESH)_REPLICAS)");

  static List<String> stages() {
    return Chain.STAGES;
  }

  @Test
  void shouldSetOnlyOptionsThatExist() throws IOException {
    Set<String> options = Options.variables();
    Set<String> unknown = new TreeSet<>();
    for (Path file : files()) {
      Matcher found = OPTION.matcher(Files.readString(file).replaceAll("(?m)#.*$", ""));
      while (found.find()) {
        if (!options.contains(found.group()) && !OTHERS.matcher(found.group()).matches()) {
          unknown.add(file + ": " + found.group());
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static List<Path> files() {
    List<Path> files = new ArrayList<>(Yamls.files(KUBERNETES, ".yaml"));
    files.add(COMPOSE);
    files.add(Path.of("docker-compose.gpu.yml"));
    return files;
  }

  @Test
  void shouldRunTheKafkaThatTheClientsAreOf() throws IOException {
    Matcher version =
        Pattern.compile("<kafka.version>(.*)</kafka.version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();

    assertThat(compose("kafka.image")).isEqualTo("apache/kafka:" + version.group(1));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldHaveAServiceOfEachStageThatNoOneNeedsToTrust(String stage) {
    assertThat(compose(stage + ".command")).isEqualTo(List.of("serve", "--stage", stage));
    assertThat(compose(stage + ".read_only")).isEqualTo(true);
    assertThat(compose(stage + ".user")).isEqualTo("10001:10001");
    assertThat(compose(stage + ".cap_drop")).isEqualTo(List.of("ALL"));
    assertThat(compose(stage + ".healthcheck.test").toString())
        .contains("/8480 ", "GET /health/ready");
    assertThat(compose(stage + ".depends_on.topics.condition"))
        .isEqualTo("service_completed_successfully");
    assertThat(compose(stage + ".ports")).as("only Prometheus comes, from inside").isNull();
  }

  @Test
  void shouldPublishPortsOnThisMachineOnly() {
    for (Object service : Yamls.map(Yamls.documents(COMPOSE).get(0).get("services")).values()) {
      for (Object port : Yamls.list(Yamls.map(service).get("ports"))) {
        assertThat(port.toString()).startsWith("127.0.0.1:");
      }
    }
  }

  @Test
  void shouldMountOnlyWhatIsThere() {
    for (Object service : Yamls.map(Yamls.documents(COMPOSE).get(0).get("services")).values()) {
      for (Object volume : Yamls.list(Yamls.map(service).get("volumes"))) {
        String from = volume.toString().split(":")[0];
        if (from.startsWith("./")) {
          assertThat(Path.of(from)).exists();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldScaleEachStageByTheLagOfItsGroupOnItsTopic(String stage) {
    StageDefinition<?, ?, ?> definition = Chain.definition(stage);
    Map<String, Object> scaled = object(stage, "ScaledObject");
    Object trigger = Yamls.at(scaled, "spec.triggers.0.metadata");

    assertThat(Yamls.at(scaled, "spec.scaleTargetRef.name")).isEqualTo("relievo-" + stage);
    assertThat(Yamls.at(trigger, "topic")).isEqualTo(definition.source().name());
    assertThat(Yamls.at(trigger, "consumerGroup")).isEqualTo(definition.applicationId());
    assertThat(Yamls.at(scaled, "spec.maxReplicaCount"))
        .isEqualTo(TestConfig.with(Map.of()).topics().partitions());
    assertThat(config()).containsKey(String.valueOf(Yamls.at(trigger, "bootstrapServersFromEnv")));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldLetNoStageWriteOrBecomeMoreThanItIs(String stage) {
    Map<String, Object> deployment = object(stage, "Deployment");
    Object pod = Yamls.at(deployment, POD);
    Object container = Yamls.at(pod, "containers.0");

    assertThat(Yamls.at(pod, "securityContext.runAsNonRoot")).isEqualTo(true);
    assertThat(Yamls.at(pod, "securityContext.runAsUser")).isEqualTo(10001);
    assertThat(Yamls.at(pod, "automountServiceAccountToken")).isEqualTo(false);
    assertThat(Yamls.at(container, "securityContext.readOnlyRootFilesystem")).isEqualTo(true);
    assertThat(Yamls.at(container, "securityContext.allowPrivilegeEscalation")).isEqualTo(false);
    assertThat(Yamls.at(container, "securityContext.capabilities.drop")).isEqualTo(List.of("ALL"));
    assertThat(Yamls.at(container, "resources.limits.memory")).isNotNull();
    assertThat(mounted(container)).isEqualTo(Set.of("/cache", "/tmp"));
    assertThat(Yamls.at(container, "readinessProbe.httpGet.path")).isEqualTo("/health/ready");
    assertThat(Yamls.at(container, "livenessProbe.httpGet.path")).isEqualTo("/health/live");
    assertThat(Yamls.at(container, "ports.0.containerPort")).isEqualTo(8480);
    assertThat(Yamls.at(object(stage, "PodDisruptionBudget"), "spec.selector.matchLabels"))
        .isEqualTo(Yamls.at(deployment, "spec.template.metadata.labels"));
  }

  private static Set<Object> mounted(Object container) {
    Set<Object> paths = new HashSet<>();
    Yamls.list(Yamls.at(container, "volumeMounts"))
        .forEach(mount -> paths.add(Yamls.map(mount).get("mountPath")));
    return paths;
  }

  @ParameterizedTest
  @MethodSource("stages")
  void shouldDifferBetweenStagesInNamesTopicAndLagOnly(String stage) throws IOException {
    assertThat(withoutItsOwn(stage)).isEqualTo(withoutItsOwn("detect"));
  }

  private static String withoutItsOwn(String stage) throws IOException {
    return Files.readString(BASE.resolve(stage + ".yaml"))
        .replaceAll("(?m)^#.*\\n", "")
        .replaceAll("topic: .*", "topic: T")
        .replaceAll("lagThreshold: .*", "lagThreshold: N")
        .replaceAll("\\b" + stage + "\\b", "STAGE");
  }

  @Test
  void shouldApplyEveryFileOfTheBase() {
    Object resources = Yamls.documents(BASE.resolve("kustomization.yaml")).get(0).get("resources");
    List<String> names =
        Yamls.files(BASE, ".yaml").stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> !name.equals("kustomization.yaml"))
            .toList();

    assertThat(Yamls.list(resources)).containsExactlyInAnyOrderElementsOf(names);
  }

  private static Map<String, Object> config() {
    return Yamls.map(Yamls.documents(BASE.resolve("config.yaml")).get(0).get("data"));
  }

  private static Object compose(String path) {
    return Yamls.at(Yamls.documents(COMPOSE).get(0), "services." + path);
  }

  private static Map<String, Object> object(String stage, String kind) {
    return Yamls.documents(BASE.resolve(stage + ".yaml")).stream()
        .filter(document -> kind.equals(document.get("kind")))
        .findFirst()
        .orElseThrow();
  }
}
