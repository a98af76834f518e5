// Times the core on the device that this runs on; --help lists the options, the result is JSON.
//
// Every measured run is followed by one of a reference: fixed integer work in registers that has
// nothing to do with edgeward and leaves the caches alone. A ratio is the median of a kernel over
// the median of the reference's runs among its own, so a clock that changes hits both.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edgeward.h"
#include "kernels.h"
#include "timing.h"

namespace bench {
namespace {

constexpr char kHelp[] =
    "usage: edgeward_bench [--option=value ...]\n"
    "Times edgeward's core on this device and prints JSON.\n"
    "  --num_runs=50     measured runs of every kernel\n"
    "  --warmup_runs=5   runs before them that do not count\n"
    "  --num_threads=1   bands of rows that interpolation computes at once\n"
    "  --classes=19      classes of the scores, 2 to 256\n"
    "  --sample_sizes=32,64,128,256,512\n"
    "                    samples a side, or height x width as in 48x64\n"
    "  --picture_sizes=720x1280,1080x1920,2160x3840,3000x4000\n"
    "                    height x width of the frame and of the output\n"
    "  --help            this text\n";

struct Options {
  int32_t num_runs = 50, warmup_runs = 5, num_threads = 1, classes = 19;
  std::vector<edgeward_size> samples{{32, 32}, {64, 64}, {128, 128}, {256, 256}, {512, 512}};
  std::vector<edgeward_size> pictures{{720, 1280}, {1080, 1920}, {2160, 3840}, {3000, 4000}};
};

[[noreturn]] void fail(const std::string& sentence, int code) {
  std::fprintf(stderr, "%s\n", sentence.c_str());
  std::exit(code);
}

int32_t parse_count(std::string_view option, std::string_view text, int32_t low, int32_t high) {
  int32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && stop == end && value >= low && value <= high) return value;
  fail("Expected whole numbers from " + std::to_string(low) + " to " + std::to_string(high) +
           " after " + std::string(option) + "=, but got '" + std::string(text) + "'.",
       2);
}

// Sides are 2 at least: points have to cover the picture.
std::vector<edgeward_size> parse_sizes(std::string_view option, std::string_view text) {
  std::vector<edgeward_size> sizes;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view item = text.substr(begin, end - begin);
    const size_t cross = std::min(item.find('x'), item.size());
    const auto side = [&](std::string_view digits) {
      return parse_count(option, digits, 2, EDGEWARD_MAX_SIDE);
    };
    const int32_t height = side(item.substr(0, cross));
    sizes.push_back({height, cross < item.size() ? side(item.substr(cross + 1)) : height});
    begin = end + 1;
  }
  return sizes;
}

void set(Options& options, std::string_view name, std::string_view value) {
  constexpr int32_t kManyRuns = 1000000;
  if (name == "--num_runs") {
    options.num_runs = parse_count(name, value, 1, kManyRuns);
  } else if (name == "--warmup_runs") {
    options.warmup_runs = parse_count(name, value, 1, kManyRuns);
  } else if (name == "--num_threads") {
    options.num_threads = parse_count(name, value, 1, 256);
  } else if (name == "--classes") {
    options.classes = parse_count(name, value, 2, 256);
  } else if (name == "--sample_sizes") {
    options.samples = parse_sizes(name, value);
  } else if (name == "--picture_sizes") {
    options.pictures = parse_sizes(name, value);
  } else {
    fail("Expected options that --help lists, but got '" + std::string(name) + "'.", 2);
  }
}

Options parse(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--help") {
      std::fputs(kHelp, stdout);
      std::exit(0);
    }
    const size_t equals = std::min(argument.find('='), argument.size());
    const std::string_view rest = argument.substr(equals);
    set(options, argument.substr(0, equals), rest.empty() ? rest : rest.substr(1));
  }
  return options;
}

// Volatile, so that no compiler knows the result beforehand.
volatile uint32_t state = 2463534242;

// xorshift32, each step waiting for the one before. It must never change: ratios of before and
// after could not be compared.
void reference() {
  uint32_t x = state;
  for (int i = 0; i < 1 << 18; ++i) {
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
  }
  state = x;
}

using Kernel = edgeward_status (Case::*)();
constexpr std::pair<const char*, Kernel> kKernels[] = {
    {"grid_points", &Case::grid_points},
    {"sample", &Case::sample},
    {"sample_yuv", &Case::sample_yuv},
    {"interpolate_labels", &Case::interpolate_labels},
    {"interpolate_mask", &Case::interpolate_mask},
};

struct Result {
  const char* kernel;
  edgeward_size samples, picture;
  Latency latency;
  double ratio;
};

class Stopwatch {
 public:
  explicit Stopwatch(const Options& options) : options_(options) {
    warmup_first_ = elapsed_ms(reference);
    for (int32_t i = 1; i < options.warmup_runs; ++i) reference();
  }

  // Measures a kernel; returns its latency and the ratio.
  template <typename Run>
  std::pair<Latency, double> measure(Run&& run) {
    const double warmup_first = elapsed_ms(run);
    for (int32_t i = 1; i < options_.warmup_runs; ++i) run();
    std::vector<double> own, others;
    for (int32_t i = 0; i < options_.num_runs; ++i) {
      own.push_back(elapsed_ms(run));
      others.push_back(elapsed_ms(reference));
    }
    reference_.insert(reference_.end(), others.begin(), others.end());
    const Latency latency = summarize(warmup_first, std::move(own));
    return {latency, latency.median / summarize(0, std::move(others)).median};
  }

  // All runs of the reference.
  Latency reference_latency() const { return summarize(warmup_first_, reference_); }

 private:
  const Options& options_;
  double warmup_first_;
  std::vector<double> reference_;
};

std::vector<Result> measure(const Options& options, Stopwatch& stopwatch) {
  std::vector<Result> results;
  Crew crew(options.num_threads);
  for (const edgeward_size picture : options.pictures) {
    const Frame frame = draw_frame(picture);
    for (const edgeward_size samples : options.samples) {
      Case subject(frame, samples, options.classes, crew);
      for (const auto& [name, kernel] : kKernels) {
        edgeward_status status = EDGEWARD_OK;
        const auto run = [&, call = kernel] { status = (subject.*call)(); };
        const auto [latency, ratio] = stopwatch.measure(run);
        if (status != EDGEWARD_OK)
          fail(std::string(name) + ": " + edgeward_status_message(status), 1);
        results.push_back({name, samples, picture, latency, ratio});
      }
    }
  }
  return results;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

// As Android names it.
constexpr char kAbi[] =
#if defined(__aarch64__)
    "arm64-v8a";
#elif defined(__arm__)
    "armeabi-v7a";
#elif defined(__x86_64__)
    "x86_64";
#elif defined(__i386__)
    "x86";
#else
    "unknown";
#endif

void print(const Latency& l) {
  std::printf(
      "{\"warmup_first_ms\": %.6f, \"avg_ms\": %.6f, \"min_ms\": %.6f, \"max_ms\": %.6f, "
      "\"median_ms\": %.6f, \"std_ms\": %.6f, \"p5_ms\": %.6f, \"p95_ms\": %.6f, "
      "\"num_runs\": %zu}",
      l.warmup_first, l.avg, l.min, l.max, l.median, l.std, l.p5, l.p95, l.runs);
}

void print(const Options& options, const Latency& reference, const std::vector<Result>& results) {
  const int32_t version = edgeward_version();
  std::printf("{\"edgeward\": \"%d.%d.%d\", \"abi\": \"%s\", \"build\": %s,\n", version / 10000,
              version / 100 % 100, version % 100, kAbi, quoted(EDGEWARD_BUILD).c_str());
  std::printf(" \"num_threads\": %d, \"num_runs\": %d, \"warmup_runs\": %d,\n \"reference\": ",
              options.num_threads, options.num_runs, options.warmup_runs);
  print(reference);
  std::printf(",\n \"results\": [");
  const char* separator = "\n";
  for (const Result& r : results) {
    std::printf(
        "%s  {\"kernel\": \"%s\", \"sample_size\": [%d, %d], \"picture_size\": [%d, %d], "
        "\"classes\": %d,\n   \"latency\": ",
        separator, r.kernel, r.samples.height, r.samples.width, r.picture.height, r.picture.width,
        options.classes);
    print(r.latency);
    std::printf(", \"ratio\": %.6g}", r.ratio);
    separator = ",\n";
  }
  std::printf("\n ]}\n");
}

}  // namespace
}  // namespace bench

int main(int count, char** arguments) {
  const bench::Options options = bench::parse(count, arguments);
  bench::Stopwatch stopwatch(options);
  const std::vector<bench::Result> results = bench::measure(options, stopwatch);
  bench::print(options, stopwatch.reference_latency(), results);
}
