# Completion of tlsdiag for fish, made by 'tlsdiag completion fish'.
# To use it at once:  tlsdiag completion fish | source

# The words before the cursor without the program's name, and all of them behind --.
function __tlsdiag_words
    set -l words (commandline -opc)
    set -e words[1]
    string join -- \n $words
end

# The command that the line names, and its subcommand: 'capture', 'ca init'.
function __tlsdiag_path
    set -l path
    for word in (__tlsdiag_words)
        switch $word
            case --
                break
            case '-*'
                continue
        end
        if not set -q path[1]
            set path $word
            contains -- $word $__tlsdiag_groups; or break
        else
            set -a path $word
            break
        end
    end
    string join ' ' -- $path
end

# Whether the line names this command.
function __tlsdiag_in
    test "$argv" = (__tlsdiag_path | string collect --allow-empty)
end

# Likewise, and -- is not before the cursor.
function __tlsdiag_at
    not contains -- -- (commandline -opc)
    and __tlsdiag_in $argv
end

# As __tlsdiag_at, for options that are offered only when their begin is typed.
function __tlsdiag_more
    set -l before (commandline -opc)
    begin
        string match -qr -- '^--.' (commandline -ct)
        or string match -qr -- '^-.' $before[-1]
    end
    and __tlsdiag_at $argv
end

# Whether argument $argv[1] of the command $argv[2] is at the cursor, 0 being the first; $argv[3..]
# are the options that take a value.
function __tlsdiag_operand
    set -l count 0
    set -l skip (count (string split ' ' -- $argv[2]))
    set -l value 0
    set -l behind 0
    __tlsdiag_in $argv[2]; or return 1
    for word in (__tlsdiag_words)
        if test $value = 1
            set value 0
        else if test $behind = 0 -a "$word" = --
            set behind 1
        else if test $behind = 0; and string match -q -- '-?*' $word
            contains -- $word $argv[3..]; and set value 1
        else if test $skip -gt 0
            set skip (math $skip - 1)
        else
            set count (math $count + 1)
        end
    end
    test $count = $argv[1]
end

# Files whose names end so, and folders; all files where there are none such.
function __tlsdiag_files
    set -l token (commandline -ct | string replace -r -- '^-[^=]*=' '')
    set -l all (complete -C "'' $token" | string replace -r '\t.*' '')
    set -l endings (string join '|' -- (string escape --style=regex -- $argv))
    set -l fit (string match -r -- ".*\.(?:$endings)\$" $all)
    if set -q argv[1]; and set -q fit[1]
        printf '%s\n' $fit (string match -r -- '.*/$' $all)
    else if set -q all[1]
        printf '%s\n' $all
    end
end

# Some of the words $argv[2..]; $argv[1] is between them.
function __tlsdiag_list
    set -l token (commandline -ct | string replace -r -- '^-[^=]*=' '')
    set -l before (string match -r -- ".*$argv[1]" $token)
    set -l given (string split -- $argv[1] "$before")
    for word in $argv[2..]
        contains -- $word $given; or echo -- "$before$word"
    end
end

# A word, an equals sign and a file.
function __tlsdiag_keyed
    set -l token (commandline -ct | string replace -r -- '^--[^=]*=' '')
    if string match -q -- '*=*' $token
        set -l key (string replace -r -- '=.*' '=' $token)
        set -l file (string replace -r -- '^[^=]*=' '' $token)
        set -l all (complete -C "'' $file" | string replace -r '\t.*' '')
        set -q all[1]; and printf "$key%s\n" $all
    else
        printf '%s=\n' $argv
    end
end

function __tlsdiag_interfaces
    for path in /sys/class/net/*
        basename $path
    end
end

# The words of another program's line before the cursor: those behind --, or in 'exec' those from
# its first argument on. $argv[1] is the command, $argv[2..] are its options that take a value.
# Fails where the line is not there yet.
function __tlsdiag_foreign
    set -l words (__tlsdiag_words)
    __tlsdiag_in $argv[1]; or return 1
    if set -l dashes (contains -i -- -- $words)
        set -e words[1..$dashes]
        string join -- \n $words
        return 0
    end
    test "$argv[1]" = exec; or return 1
    set -e words[1]
    while set -q words[1]; and string match -q -- '-?*' $words[1]
        contains -- $words[1] $argv[2..]; and set -e words[1]
        set -e words[1]
    end
    set -q words[1]; or not string match -q -- '-*' (commandline -ct); or return 1
    string join -- \n $words
    return 0
end

function __tlsdiag_program
    set -l words (__tlsdiag_foreign $argv)
    complete -C (string join ' ' -- (string escape -- $words) (commandline -ct))
end

# @commands@
