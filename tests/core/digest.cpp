// Prints a checksum of every output over many scenes: two builds that print the same agree bit for
// bit.
#include <cinttypes>
#include <cstdint>
#include <cstdio>

#include "outputs.h"
#include "scenes.h"

int main() {
  for (const outputs::Output& output : outputs::kAll) {
    uint64_t sum = 0xcbf29ce484222325;  // FNV-1a
    for (uint32_t seed = 0; seed < 200; ++seed) {
      const scenes::Scene scene(seed);
      for (const uint8_t byte : outputs::draw(output, scene.task).bytes) {
        sum = (sum ^ byte) * 0x100000001b3;
      }
    }
    std::printf("%s %016" PRIx64 "\n", output.name, sum);
  }
  return 0;
}
