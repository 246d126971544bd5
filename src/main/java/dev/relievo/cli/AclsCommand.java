package dev.relievo.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.stream.AclAdmin;
import dev.relievo.stream.Grant;
import dev.relievo.stream.KafkaSettings;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.Role;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relievo acls}: who may do what on the cluster. */
@Command(
    name = "acls",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Print or create the access control lists that each user needs, and no more.",
      "A user is the prefix and a role: detect, regress, unwrap, displace or mesh runs that stage;"
          + " publisher publishes frames; watcher reads answers and meshes; viewer these and"
          + " frames, and publishes frames; reviewer works through dead letters; scaler sees lags; operator makes topics. Transactional ids are included"
          + " where relievo.kafka.processing-guarantee is exactly_once_v2."
    },
    footer = "%nExample:%n  relievo acls create --kafka broker:9093 detect regress")
final class AclsCommand {

  @Inject RelievoConfig config;
  @Mixin private KafkaOption kafka;
  @Spec private CommandSpec spec;

  /** Which users. */
  static final class Users {
    @Option(
        names = "--user-prefix",
        defaultValue = "relievo-",
        paramLabel = "TEXT",
        description = "What the users' names start with; default: ${DEFAULT-VALUE}.")
    private String prefix;

    @Parameters(paramLabel = "ROLE", description = "Roles; default: all.")
    private List<String> names = List.of();
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Print them as the commands of Kafka's own tool; needs no cluster.",
      footer = "%nExample:%n  relievo acls print detect regress --json")
  int print(
      @Mixin Users users,
      @Option(names = "--json", description = "Print one JSON array of rights instead.")
          boolean json) {
    if (json) {
      ArrayNode rights = new ObjectMapper().createArrayNode();
      for (Role role : roles(users.names)) {
        role.grants().forEach(grant -> add(rights, role.principal(users.prefix), grant));
      }
      out().println(rights.toPrettyString());
      return ExitCode.OK;
    }
    String command = "kafka-acls.sh --bootstrap-server %s --command-config admin.properties %s%n";
    String servers = kafka.settings(config).bootstrapServers();
    for (Role role : roles(users.names)) {
      String principal = role.principal(users.prefix);
      role.grants().forEach(grant -> out().printf(command, servers, grant.options(principal)));
    }
    return ExitCode.OK;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Create what is missing; safe to repeat.",
        "A right that a user has beyond its role is printed as BEYOND and left alone."
      },
      footer = "%nExample:%n  relievo acls create --kafka broker:9093 detect regress")
  int create(
      @Mixin Users users,
      @Option(
              names = "--json",
              description = "Print one JSON array of rights, each with its state.")
          boolean json) {
    List<AclAdmin.Right> rights;
    try (AclAdmin admin = new AclAdmin(kafka.settings(config))) {
      rights = admin.create(roles(users.names), users.prefix);
    }
    if (json) {
      ArrayNode nodes = new ObjectMapper().createArrayNode();
      rights.forEach(
          right -> add(nodes, right.principal(), right.grant()).put("state", right.state().name()));
      out().println(nodes.toPrettyString());
    } else {
      rights.forEach(
          right ->
              out().printf("%-28s %-50s %s%n", right.principal(), right.grant(), right.state()));
    }
    return ExitCode.OK;
  }

  private static ObjectNode add(ArrayNode rights, String principal, Grant grant) {
    ObjectNode right = rights.addObject().put("principal", principal);
    grant.parts().forEach(right::put);
    return right;
  }

  private List<Role> roles(List<String> names) {
    List<Role> all = Role.all(KafkaSettings.isExactlyOnce(config.kafka()));
    List<String> known = all.stream().map(Role::name).toList();
    if (!known.containsAll(names)) {
      throw new CommandFailure(
          ExitCode.USAGE, "the roles are " + String.join(", ", known) + ", not " + names);
    }
    return all.stream().filter(role -> names.isEmpty() || names.contains(role.name())).toList();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
