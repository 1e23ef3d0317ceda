// The names under which other rooms still know base/subprocess.h.
#pragma once

#include "base/subprocess.h"

namespace boyin::synthesise {

using Descriptor = Fd;
using Process = Subprocess;
using boyin::ReceiveMessage;
using boyin::SendMessage;
using boyin::TimePoint;

}  // namespace boyin::synthesise
