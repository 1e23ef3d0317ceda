#include "encode/mp3_parts.h"

#include <algorithm>
#include <deque>
#include <future>
#include <thread>
#include <vector>

#include "encode/av_encoder.h"
#include "encode/av_file.h"
#include "encode/packet_meter.h"

namespace boyin::encode {
namespace {

constexpr std::int64_t kPartFrames = 512;  // 13 s at 44.1 kHz
// Frames made and thrown away in front of a part, so that the filter bank and the psychoacoustic
// model have forgotten that they began there. Two are enough to hide the seam.
constexpr std::int64_t kPrimingFrames = 16;

struct Job {
  const produce::Programme& programme;
  const Settings& settings;
  produce::Trim trim;
  float gain;
  const std::filesystem::path& shown;
};

/// The packets of frames `begin` to `end` of the whole stream; to its very end where `last`.
Result<Packets> MakePart(const Job& job, std::int64_t begin, std::int64_t end, bool last) {
  AvEncoder encoder;
  if (encoder.Open(job.settings) < 0) return av::Refused(Format::kMp3, job.shown);
  const auto size = static_cast<std::int64_t>(encoder.frame_size());
  const std::int64_t first = std::max<std::int64_t>(0, begin - kPrimingFrames);
  Packets packets;
  std::int64_t frame = first;
  const AvEncoder::Take take = [&](AVPacket& packet) {
    if (frame >= begin && (last || frame < end)) {
      packets.emplace_back(av_packet_clone(&packet));
      packets.back()->pts = packets.back()->dts = AV_NOPTS_VALUE;
    }
    ++frame;
    av_packet_unref(&packet);
    return packets.empty() || packets.back() != nullptr ? 0 : AVERROR(ENOMEM);
  };
  produce::Reader reader = job.programme.Open(job.trim, first * size);
  std::vector<float> chunk(static_cast<std::size_t>(size));
  while (last || frame < end) {
    const Result<std::size_t> got = reader.Read(chunk);
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    for (std::size_t i = 0; i < *got; ++i) chunk[i] *= job.gain;
    const int sent = encoder.Send(std::span(chunk).first(*got), take);
    if (sent < 0) return av::CannotWrite(job.shown, sent);
  }
  if (last || frame < end) {
    if (const int flushed = encoder.Flush(take); flushed < 0) {
      return av::CannotWrite(job.shown, flushed);
    }
  }
  return packets;
}

int PutAll(AvFile& file, const Packets& packets, std::int64_t& frame, std::int64_t frame_size) {
  for (const av::Owner<AVPacket>& packet : packets) {
    packet->pts = packet->dts = frame++ * frame_size;
    if (const int put = file.Put(*packet); put < 0) return put;
  }
  return 0;
}

}  // namespace

Result<Certificate> EncodeMp3InParts(const produce::Programme& programme, const Settings& settings,
                                     const produce::Trim& trim, float gain,
                                     const std::filesystem::path& path,
                                     const std::filesystem::path& shown) {
  av::Silence();
  AvEncoder facts;
  if (facts.Open(settings) < 0) return av::Refused(Format::kMp3, shown);
  AvFile file;
  if (const int opened = file.Open(settings, facts.context(), {}, path); opened < 0) {
    return av::CannotWrite(shown, opened);
  }
  const auto size = static_cast<std::int64_t>(facts.frame_size());
  const std::int64_t frames = std::max<std::int64_t>(1, programme.samples() / size);
  const std::int64_t parts = (frames + kPartFrames - 1) / kPartFrames;
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t threads =
      settings.threads > 0 ? static_cast<std::size_t>(settings.threads) : cores;
  // Parts take unequal times: with one more under way nobody waits for the oldest.
  const std::size_t most = threads > 1 ? threads + 1 : 1;
  const Job job{programme, settings, trim, gain, shown};
  std::deque<std::future<Result<Packets>>> running;
  PacketMeter meter(facts.context());
  std::int64_t frame = 0;
  for (std::int64_t next = 0; next < parts || !running.empty();) {
    for (; next < parts && running.size() < most; ++next) {
      // Where no thread can be had, the part is made when its turn comes.
      running.push_back(std::async(std::launch::async | std::launch::deferred, [&job, next, parts] {
        return MakePart(job, next * kPartFrames, (next + 1) * kPartFrames, next + 1 == parts);
      }));
    }
    Result<Packets> packets = running.front().get();
    running.pop_front();
    if (!packets) return tl::unexpected(packets.error());
    const int put = PutAll(file, *packets, frame, size);
    if (put < 0) return av::CannotWrite(shown, put);
    meter.Add(std::move(*packets));
  }
  if (const int closed = file.Close(); closed < 0) return av::CannotWrite(shown, closed);
  Certificate certificate;
  if (const int measured = meter.Finish(certificate); measured < 0) {
    return av::CannotRead(shown, measured);
  }
  return certificate;
}

}  // namespace boyin::encode
