package dev.relievo.cli;

import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Loads what most commands do, for the launcher's archive of classes: the help of all, and a
 * command with Quarkus that asks no cluster. What they print goes nowhere.
 */
public final class Rehearsal {

  private Rehearsal() {}

  /** The process's entry. */
  public static void main(String... args) {
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    PlainCommands.execute("--help");
    PlainCommands.execute("publish", "--help");
    PlainCommands.execute("completion", "bash");
    Relievo.main("acls", "print");
  }
}
