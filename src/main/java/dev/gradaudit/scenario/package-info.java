/**
 * Scenario files: their schema, their reading with located faults, and the initial tensors. Start
 * from {@link dev.gradaudit.scenario.ScenarioReader}, which gives a {@link
 * dev.gradaudit.scenario.Scenario}. Knows no engine and no report. The elements of a tensor depend
 * on the seed, the tensor's name and their index only.
 */
@NullMarked
package dev.gradaudit.scenario;

import org.jspecify.annotations.NullMarked;
