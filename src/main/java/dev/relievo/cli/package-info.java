/** The command line: one class a command, under {@link dev.relievo.cli.RelievoCommand}. */
package dev.relievo.cli;
