/** Stage two's training: photographs in UV space, rendered faces with known relief. */
package dev.relievo.train.detail;
